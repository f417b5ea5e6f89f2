import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OffcutError } from './errors.ts';
import {
  clockTokens,
  fillSegment,
  isDefaultTemplate,
  nameTokens,
  parseNameTemplate,
  usesToken,
  withoutEnding,
  type TokenValues,
} from './name-template.ts';

const values: TokenValues = {
  name: 'mug',
  ext: 'jpg',
  parent: 'shop',
  index: 7,
  date: '2026-11-24',
  time: '14-05-33',
  width: 1200,
  height: 900,
  model: 'isnet-general',
  preset: 'amazon',
};

/** A template written out, folders and all. */
function filled(text: string): string {
  const { folders, file } = parseNameTemplate(text);
  return [...folders, file].map((segment) => fillSegment(segment, values)).join('/');
}

/** Why a template is refused. */
function reasonFor(text: string): unknown {
  try {
    parseNameTemplate(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof OffcutError)) throw error;
    expect(error.code).toBe('name-template-invalid');
    expect(error.params['template']).toBe(text);
    return error.params['reason'];
  }
}

describe('a name template', () => {
  it.each(nameTokens.map((token) => [token] as const))('knows {%s}', (token) => {
    expect(filled(`{${token}}`)).toBe(String(values[token]));
  });

  it.each([
    ['{name}-{index:4}', 'mug-0007'],
    ['{index:1}', '7'],
    ['{width:2}x{height:12}', '1200x000000000900'],
    ['{parent}/{date}/{name}', 'shop/2026-11-24/mug'],
    ['{{{name}}}', '{mug}'],
    ['{{name}}', '{name}'],
    ['a}}b{{c', 'a}b{c'],
    ['{name}{name}', 'mugmug'],
    ['...', '...'],
    ['no token', 'no token'],
  ])('%s', (template, name) => {
    expect(filled(template)).toBe(name);
  });

  it.each([
    ['', 'empty'],
    ['{nope}', '{nope}'],
    ['{nope}', '{name}, {ext}, {parent}, {index}'],
    ['{Name}', '{Name}'],
    ['{}', '{}'],
    ['{ name }', '{ name }'],
    ['{constructor}', '{constructor}'],
    ['{__proto__}', '{__proto__}'],
    ['${process.exit()}', '{process.exit()}'],
    ['{name', 'brace'],
    ['name}', 'brace'],
    ['{name:4}', 'cannot be padded'],
    ['{index:}', '1 to 12'],
    ['{index:0}', '1 to 12'],
    ['{index:13}', '1 to 12'],
    ['{index:-1}', '1 to 12'],
    ['{index:1e1}', '1 to 12'],
    ['/{name}', 'absolute'],
    ['/', 'absolute'],
    ['C:/{name}', 'absolute'],
    ['c:{name}', 'absolute'],
    ['{name}/', 'empty'],
    ['a//b', 'empty'],
    ['../{name}', '".."'],
    ['a/../{name}', '".."'],
    ['{name}/..', '".."'],
    ['./{name}', '"."'],
    ['a\\{name}', 'sub-folders'],
    ['..\\..\\{name}', 'sub-folders'],
    ['a\nb', 'control'],
    ['a\0b', 'control'],
  ])('refuses %j', (template, reason) => {
    expect(reasonFor(template)).toContain(reason);
  });

  it('is read or refused, never more', () => {
    const piece = fc.oneof(
      fc.constantFrom('{', '}', '{{', '}}', '{name}', '{index:3}', '/', '..', '.', ':', 'a', '\\'),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        if (reasonFor(text) !== undefined) return;
        const segments = filled(text).split('/');
        expect(segments).not.toContain('');
        expect(segments).not.toContain('..');
      }),
      { numRuns: 2000 },
    );
  });

  it('reads back any text whose braces are doubled', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 30 }), (text) => {
        fc.pre(!/[/\\]|^\.{1,2}$|^[a-z]:/i.test(text));
        expect(filled(text.replace(/[{}]/g, '$&$&'))).toBe(text);
      }),
    );
  });
});

it('tells which tokens it uses', () => {
  const template = parseNameTemplate('{parent}/{name}-{width:4}');
  expect(usesToken(template, 'width', 'height')).toBe(true);
  expect(usesToken(template, 'parent')).toBe(true);
  expect(usesToken(template, 'height', 'model')).toBe(false);
  expect(usesToken(parseNameTemplate('{{width}}'), 'width')).toBe(false);
});

it.each([
  ['{name}', true],
  ['{ext}', false],
  ['{name}{name}', false],
  ['x/{name}', false],
])('tells whether %s is the default', (template, expected) => {
  expect(isDefaultTemplate(parseNameTemplate(template))).toBe(expected);
});

it.each([
  ['{name}.png', '{name}'],
  ['{name}-cut.PNG', '{name}-cut'],
  ['{name}.jpg', '{name}.jpg'],
  ['{name}png', '{name}png'],
  ['.png', '.png'],
  ['x.png/{name}', 'x.png/{name}'],
])('takes the extension off %s', (template, expected) => {
  const { folders, file } = withoutEnding(parseNameTemplate(template), '.png');
  const text = [...folders, file].map((segment) => fillSegment(segment, values)).join('/');
  expect(text).toBe(filled(expected));
});

it('reads a clock in local time, with two digits', () => {
  expect(clockTokens(new Date(2026, 0, 2, 3, 4, 5))).toEqual({
    date: '2026-01-02',
    time: '03-04-05',
  });
  expect(clockTokens(new Date(2026, 10, 24, 14, 5, 33))).toEqual({
    date: '2026-11-24',
    time: '14-05-33',
  });
});
