import { describe, expect, it } from 'vitest';
import { OffcutError } from '../../shared/errors.ts';
import { parseNameTemplate } from '../../shared/name-template.ts';
import type { Source } from '../sources/source.ts';
import type { Naming, PlanItem } from './place-outputs.ts';
import { outputFolders, planOutputs, type PlanRules } from './plan-outputs.ts';

/** A file as `/in/sub/a.jpg`, mirrored in `folder`. */
function file(path: string, folder = '', realPath = path): PlanItem {
  const name = path.split(/[/\\]/).at(-1) ?? '';
  const stem = name.replace(/(?<=.)\.[^.]*$/, '');
  return { source: { kind: 'file', path, folder }, stem, realPath, size: null };
}

const other = (source: Source, stem: string): PlanItem => ({
  source,
  stem,
  realPath: null,
  size: null,
});
const url = (address: string, stem: string) => other({ kind: 'url', url: address }, stem);

const naming: Naming = {
  template: parseNameTemplate('{name}'),
  flatten: false,
  now: new Date(2026, 10, 24, 14, 5, 33),
  model: 'isnet-general',
  preset: 'amazon',
};
const toOut: PlanRules = {
  destination: { type: 'directory', path: '/out' },
  placement: 'rename',
  naming,
  extension: 'png',
  platform: 'linux',
};
const toWindows: PlanRules = {
  ...toOut,
  destination: { type: 'directory', path: 'D:\\out' },
  platform: 'win32',
};
const replacing: PlanRules = {
  ...toOut,
  destination: { type: 'replace' },
  placement: 'replace',
};

const called = (template: string, rules: PlanRules = toOut): PlanRules => ({
  ...rules,
  naming: { ...rules.naming, template: parseNameTemplate(template) },
});

/** Targets, or codes of problems. */
function plan(items: readonly PlanItem[], rules: PlanRules = toOut): readonly string[] {
  const { planned, problems } = planOutputs(items, rules);
  return [...planned.map(({ target }) => target), ...problems.map(({ error }) => error.code)];
}

describe('names', () => {
  it.each([
    ['nothing at all', [], []],
    ['a file', [file('/in/a.jpg')], ['/out/a.png']],
    [
      'a tree',
      [file('/in/a.jpg'), file('/in/x/a.jpg', 'x'), file('/in/x/y/b.jpg', 'x/y')],
      ['/out/a.png', '/out/x/a.png', '/out/x/y/b.png'],
    ],
    [
      'other sources',
      [url('https://a.test/cat.webp', 'cat'), other({ kind: 'stdin' }, 'picture')],
      ['/out/cat.png', '/out/picture.png'],
    ],
    [
      'one stem, two extensions',
      [file('/in/a.jpg'), file('/in/a.PNG')],
      ['/out/a-jpg.png', '/out/a-png.png'],
    ],
    [
      'one name in two folders',
      [file('/x/a.jpg'), file('/y/a.jpg'), file('/z/a.jpg')],
      ['/out/a.png', '/out/a (2).png', '/out/a (3).png'],
    ],
    [
      'both at once',
      [file('/x/a.jpg'), file('/y/a.jpg'), file('/z/a.gif')],
      ['/out/a-jpg.png', '/out/a-jpg (2).png', '/out/a-gif.png'],
    ],
    [
      'a made-up name that is taken',
      [file('/in/a.jpg'), file('/in/a.png'), file('/in/a-jpg.webp')],
      ['/out/a-jpg (2).png', '/out/a-png.png', '/out/a-jpg.png'],
    ],
    [
      'a number that is taken',
      [file('/x/a.jpg'), file('/y/a.jpg'), file('/x/a (2).jpg')],
      ['/out/a.png', '/out/a (3).png', '/out/a (2).png'],
    ],
    [
      'names that differ in case',
      [file('/in/A.jpg'), file('/in/a.jpg')],
      ['/out/A.png', '/out/a (2).png'],
    ],
    [
      'names that differ in composition',
      [file('/in/caf\u00e9.jpg'), file('/in/cafe\u0301.png')],
      ['/out/caf\u00e9-jpg.png', '/out/cafe\u0301-png.png'],
    ],
    [
      'folders that differ in case',
      [file('/in/X/a.jpg', 'X'), file('/in/x/a.jpg', 'x')],
      ['/out/X/a.png', '/out/x/a (2).png'],
    ],
    [
      'a name that a folder needs',
      [file('/in/b.jpg'), file('/in/b.png/c.jpg', 'b.png')],
      ['/out/b (2).png', '/out/b.png/c.png'],
    ],
    [
      'an extension that is no help',
      [file('/in/a.jpg'), file('/in/a.a long one'), file('/in/a')],
      ['/out/a-jpg.png', '/out/a.png', '/out/a (2).png'],
    ],
    [
      'names that are hostile',
      [url('u', '..'), url('v', ''), url('w', 'a/../../b'), url('x', 'a\0\n')],
      ['/out/_.png', '/out/_ (2).png', '/out/a_.._.._b.png', '/out/a__.png'],
    ],
    [
      'folders that are hostile',
      [file('/in/a.jpg', '../../etc'), file('/in/b.jpg', '/./x//y/')],
      ['/out/_/_/etc/a.png', '/out/_/x/y/b.png'],
    ],
  ])('plans %s', (_, items, targets) => {
    expect(plan(items)).toEqual(targets);
  });

  it.each([
    ['a tree', [file('C:\\in\\x\\a.jpg', 'x/y')], ['D:\\out\\x\\y\\a.png']],
    ['devices', [url('u', 'CON'), url('v', 'nul.x')], ['D:\\out\\_CON.png', 'D:\\out\\_nul.x.png']],
    ['characters', [url('u', 'C:\\x?')], ['D:\\out\\C__x_.png']],
    ['folders', [file('C:\\a.jpg', 'COM1/end. /..')], ['D:\\out\\_COM1\\end__\\_\\a.png']],
  ])('plans %s on Windows', (_, items, targets) => {
    expect(plan(items, toWindows)).toEqual(targets);
  });

  it('shortens names and keeps them apart', () => {
    const long = 'é'.repeat(150);
    const targets = plan([url('u', `${long}1`), url('v', `${long}2`)]);
    expect(targets).toEqual([`/out/${'é'.repeat(125)}.png`, `/out/${'é'.repeat(123)} (2).png`]);
  });

  it('names ten thousand of a kind in little time', () => {
    const targets = plan(Array.from({ length: 10_000 }, (_, index) => file(`/${index}/a.jpg`)));
    expect(new Set(targets).size).toBe(10_000);
    expect(targets.at(-1)).toBe('/out/a (10000).png');
  });
});

describe('outputs that are inputs', () => {
  const beside: PlanRules = { ...toOut, destination: { type: 'directory', path: '/in' } };

  it.each([
    ['its own path', [file('/in/a.png')], ['output-is-input']],
    ['its own path in other case', [file('/IN/A.PNG')], ['output-is-input']],
    ['the file behind a link', [file('/links/a.png', '', '/in/a.png')], ['output-is-input']],
    ['the link itself', [file('/in/a.png', '', '/real/b.png')], ['output-is-input']],
    [
      "another source's path",
      [url('u', 'a'), file('/in/a.png', 'sub')],
      ['/in/sub/a.png', 'output-is-input'],
    ],
    ['another format of the same picture', [file('/in/a.jpg')], ['/in/a.png']],
    [
      'a made-up name',
      [file('/x/a.jpg'), file('/y/a.jpg'), file('/in/a (2).png', 'sub')],
      ['/in/a.png', '/in/a (3).png', '/in/sub/a (2).png'],
    ],
  ])('are noticed: %s', (_, items, expected) => {
    expect(plan(items, beside)).toEqual(expected);
  });

  it('name the output and its source', () => {
    const item = file('/in/a.png');
    const [problem] = planOutputs([item], beside).problems;
    expect(problem?.source).toBe(item.source);
    expect(problem?.error.params).toEqual({ path: '/in/a.png' });
  });
});

describe('one output file', () => {
  const toFile: PlanRules = { ...toOut, destination: { type: 'file', path: '/out/My: file.png' } };

  it.each([
    ['one source', [file('/in/a.jpg')], ['/out/My: file.png']],
    [
      'two sources',
      [file('/in/a.jpg'), file('/in/b.jpg')],
      ['output-one-file-many-sources', 'output-one-file-many-sources'],
    ],
    ['its own source', [file('/out/My: file.png')], ['output-is-input']],
  ])('plans %s', (_, items, expected) => {
    expect(plan(items, toFile)).toEqual(expected);
  });
});

describe('replacing originals', () => {
  it.each([
    ['another format', [file('/in/a.jpg', 'x')], ['/in/a.png']],
    ['the same path', [file('/in/a.png')], ['/in/a.png']],
    ['the same path but for case', [file('/in/A.PNG')], ['/in/A.png']],
    ['a collision', [file('/in/a.jpg'), file('/in/a.png')], ['/in/a-jpg.png', '/in/a-png.png']],
    [
      'sources that are no files',
      [url('https://a.test/', 'a'), other({ kind: 'stdin' }, 'b')],
      ['replace-without-original', 'replace-without-original'],
    ],
  ])('plans %s', (_, items, expected) => {
    expect(plan(items, replacing)).toEqual(expected);
  });
});

it('keeps the order of the items and says which is which', () => {
  const items = [file('/in/b.jpg'), url('u', 'a'), file('/in/c.jpg')];
  const { planned } = planOutputs(items, toOut);
  expect(planned.map(({ source }) => source)).toEqual(items.map(({ source }) => source));
});

describe('templates', () => {
  const mug: PlanItem = {
    ...file('/in/shop/mug.JPG', 'shop'),
    size: { width: 1200, height: 90 },
  };

  it.each([
    ['{name}', '/out/shop/mug.png'],
    ['{name}-{ext}', '/out/shop/mug-jpg.png'],
    ['{parent}_{name}', '/out/shop/shop_mug.png'],
    ['{index}-{name}', '/out/shop/1-mug.png'],
    ['{index:4}', '/out/shop/0001.png'],
    ['{date} {time}', '/out/shop/2026-11-24 14-05-33.png'],
    ['{name}-{width}x{height:4}', '/out/shop/mug-1200x0090.png'],
    ['{model}/{preset}/{name}', '/out/shop/isnet-general/amazon/mug.png'],
    ['{{{name}}}', '/out/shop/{mug}.png'],
    ['{name}.{ext}', '/out/shop/mug.jpg.png'],
  ])('%s', (template, target) => {
    expect(plan([mug], called(template))).toEqual([target]);
  });

  it('counts pictures in their order, those with problems, too', () => {
    const lost: PlanItem = { ...mug, size: new OffcutError('input-empty') };
    const items = [file('/in/b.jpg'), lost, file('/in/a.jpg')];
    const targets = ['/out/1-b.png', '/out/shop/2-mug.png', '/out/3-a.png'];
    expect(plan(items, called('{index}-{name}'))).toEqual(targets);
    const withSize = plan([mug, lost, mug], called('{index}-{width}'));
    expect(withSize).toEqual(['/out/shop/1-1200.png', '/out/shop/3-1200.png', 'input-empty']);
  });

  it('says so of a recipe without a preset', () => {
    const rules = { ...toOut, naming: { ...naming, preset: null } };
    expect(plan([mug], called('{preset}', rules))).toEqual(['/out/shop/custom.png']);
  });

  it.each([
    ['a file', file('/in/Shop A/a.jpg'), '/out/Shop A.png'],
    ['a file at the root', file('/a.jpg'), '/out/_.png'],
    ['an address', url('https://www.shop.test/x/a.jpg', 'a'), '/out/www.shop.test.png'],
    ['standard input', other({ kind: 'stdin' }, 'picture'), '/out/stdin.png'],
  ])('takes the parent of %s', (_, item, target) => {
    expect(plan([item], called('{parent}'))).toEqual([target]);
  });

  it('leaves sub-folders out when they are to be flattened, and keeps names apart', () => {
    const items = [file('/in/a.jpg'), file('/in/x/a.jpg', 'x'), file('/in/x/b.jpg', 'x')];
    const flat = { ...toOut, naming: { ...naming, flatten: true } };
    expect(plan(items, flat)).toEqual(['/out/a.png', '/out/a (2).png', '/out/b.png']);
  });

  it('names outputs beside the originals that they replace', () => {
    expect(plan([mug], called('{name}-cut', replacing))).toEqual(['/in/shop/mug-cut.png']);
    expect(plan([mug], called('cut/{name}', replacing))).toEqual(['/in/shop/cut/mug.png']);
  });

  it.each([
    ['a path in a value', '{name}', '../../etc/passwd', '/out/.._.._etc_passwd.png'],
    ['dots in a value', '{name}', '..', '/out/_.png'],
    ['dots that a value completes', '.{name}/x', '.', '/out/_/x.png'],
    ['a token in a value', '{name}', '{index}', '/out/{index}.png'],
    ['an absolute value', '{name}/x', '/etc', '/out/_etc/x.png'],
    ['control characters in a value', '{name}', 'a\n\0b', '/out/a__b.png'],
    ['a replacement pattern in a value', '{name}', '$& $1', '/out/$& $1.png'],
  ])('never let out %s', (_, template, stem, target) => {
    expect(plan([url('https://a.test', stem)], called(template))).toEqual([target]);
  });

  it('shorten the source name, not what tells outputs apart', () => {
    const long = 'é'.repeat(150);
    const items = [url('https://a.test/1', long), url('https://a.test/2', long)];
    expect(plan(items, called('{name}-{index:3}'))).toEqual([
      `/out/${'é'.repeat(123)}-001.png`,
      `/out/${'é'.repeat(123)}-002.png`,
    ]);
  });
});

describe('outputs that would be one', () => {
  const twins = [file('/x/a.jpg'), file('/y/A.png'), file('/y/b.jpg')];
  const strict = (template: string, placement: PlanRules['placement']) =>
    called(template, { ...toOut, placement });

  it.each(['skip', 'overwrite'] as const)('are refused under %s, each of them', (placement) => {
    const { planned, problems } = planOutputs(twins, strict('{name}!', placement));
    expect(planned.map(({ target }) => target)).toEqual(['/out/b!.png']);
    expect(problems.map(({ source }) => source)).toEqual(twins.slice(0, 2).map((t) => t.source));
    for (const { error } of problems) {
      expect(error).toMatchObject({ code: 'output-collision', params: { count: 2 } });
    }
  });

  it('are told apart where the name is the default, or numbers are used anyway', () => {
    const apart = ['/out/a-jpg.png', '/out/A-png.png', '/out/b.png'];
    expect(plan(twins, strict('{name}', 'overwrite'))).toEqual(apart);
    expect(plan(twins, strict('x{name}', 'rename'))).toEqual([
      '/out/xa-jpg.png',
      '/out/xA-png.png',
      '/out/xb.png',
    ]);
    expect(plan(twins, strict('{name}.{ext}', 'overwrite'))).toEqual([
      '/out/a.jpg.png',
      '/out/A.png.png',
      '/out/b.jpg.png',
    ]);
  });

  it('are noticed in folders that are one behind links', () => {
    const items = [file('/in/x/a.jpg', 'x'), file('/in/y/a.jpg', 'y')];
    expect(outputFolders(items, toOut)).toEqual(new Set(['/out/x', '/out/y']));
    const fact = { real: '/disk', refusal: undefined };
    const folders = new Map([
      ['/out/x', fact],
      ['/out/y', fact],
    ]);
    const targets = planOutputs(items, toOut, folders).planned.map(({ target }) => target);
    expect(targets).toEqual(['/disk/a.png', '/disk/a (2).png']);
  });
});

describe('what the disk says', () => {
  it('notices a source behind a link in the output folder', () => {
    const item = file('/in/a.png', 'x');
    const folders = new Map([['/out/x', { real: '/in', refusal: undefined }]]);
    const { problems } = planOutputs([item], toOut, folders);
    expect(problems.map(({ error }) => error.code)).toEqual(['output-is-input']);
  });

  it('refuses what goes into a folder that cannot be written to, and nothing else', () => {
    const items = [file('/in/x/a.jpg', 'x'), file('/in/b.jpg')];
    const refusal = new OffcutError('output-unwritable', { path: '/out/x', reason: 'EACCES' });
    const { planned, problems } = planOutputs(
      items,
      toOut,
      new Map([['/out/x', { real: '/out/x', refusal }]]),
    );
    expect(planned.map(({ target }) => target)).toEqual(['/out/b.png']);
    expect(problems.map(({ error }) => error)).toEqual([refusal]);
  });
});
