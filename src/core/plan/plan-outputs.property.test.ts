import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { collisionKey } from '../files/safe-name.ts';
import { parseNameTemplate } from '../../shared/name-template.ts';
import type { PlanItem } from './place-outputs.ts';
import { planOutputs, type PlanRules } from './plan-outputs.ts';

const hostile = fc.constantFrom(
  ...[
    '..',
    '.',
    '',
    ' ',
    '...',
    'a/b',
    '/etc',
    '../..',
    'C:\\x',
    'a\\..\\..\\b',
    '\0',
    'CON',
    'nul.',
  ],
  ...['a', 'A', 'a (2)', 'a-jpg', 'a-png', 'a.png', 'caf\u00e9', 'cafe\u0301', 'CAFÉ', 'ß', 'ss'],
  ...[
    'x'.repeat(251),
    'x'.repeat(252),
    'X'.repeat(300),
    '📷'.repeat(70),
    '\ud83d',
    'a\n',
    '-',
    '~',
  ],
);

const anyText = fc.oneof(hostile, hostile, fc.string({ unit: 'binary', maxLength: 300 }));
const extension = fc.constantFrom('jpg', 'JPG', 'png', 'tiff', '');
const folder = fc.array(anyText, { maxLength: 3 }).map((segments) => segments.join('/'));

const size = { width: 640, height: 480 };

const item: fc.Arbitrary<PlanItem> = fc.oneof(
  fc.record({ stem: anyText, folder, extension }).map((parts) => {
    const name = `${parts.stem.replace(/[/\\\0]/g, '_')}.${parts.extension}`;
    const file = `/in/${parts.folder}/${name}`;
    return {
      source: { kind: 'file', path: file, folder: parts.folder },
      stem: parts.stem,
      realPath: file,
      size,
    } as const;
  }),
  anyText.map(
    (stem) => ({ source: { kind: 'url', url: stem }, stem, realPath: null, size }) as const,
  ),
);

const systems = fc.constantFrom(
  { destination: { type: 'directory', path: '/out' }, extension: 'png', platform: 'linux' },
  { destination: { type: 'directory', path: '/in' }, extension: 'png', platform: 'darwin' },
  { destination: { type: 'directory', path: 'D:\\out' }, extension: 'webp', platform: 'win32' },
  { destination: { type: 'replace' }, extension: 'png', platform: 'linux' },
) satisfies fc.Arbitrary<Pick<PlanRules, 'destination' | 'extension' | 'platform'>>;

const template = fc.constantFrom(
  ...['{name}', '{name}', '{name}-cut', '{index:4}', '{parent}/{name}', 'same', '{name}.{ext}'],
  ...['CON', '.{name}', '{{{name}}}', '{date}/{time}/{name}', '{width}x{height}', '{name}{name}'],
  ...['{model} {preset}', 'ab:c|d?{name}. /{ext} ', `${'y'.repeat(240)}{name}{index}`],
);

const rules: fc.Arbitrary<PlanRules> = fc
  .record({
    system: systems,
    template,
    flatten: fc.boolean(),
    exists: fc.constantFrom('rename', 'skip', 'overwrite'),
    preset: fc.option(anyText),
  })
  .map(({ system, template: text, flatten, exists, preset }) => ({
    ...system,
    placement: system.destination.type === 'replace' ? 'replace' : exists,
    naming: {
      template: parseNameTemplate(text),
      flatten,
      now: new Date(2026, 10, 24, 14, 5, 33),
      model: 'isnet-general',
      preset,
    },
  }));

const batch = fc.tuple(fc.array(item, { maxLength: 30 }), rules);

/** Runs `check` on many plans, with the paths of their platform. */
function always(
  check: (targets: readonly string[], given: PlanRules, lib: path.PlatformPath) => void,
) {
  fc.assert(
    fc.property(batch, ([items, given]) => {
      const { planned } = planOutputs(items, given);
      const lib = given.platform === 'win32' ? path.win32 : path.posix;
      check(
        planned.map(({ target }) => target),
        given,
        lib,
      );
    }),
    { numRuns: 1000 },
  );
}

it('never gives two sources one output', () => {
  always((targets) => {
    expect(new Set(targets.map(collisionKey)).size).toBe(targets.length);
    const simple = targets.map((target) => target.normalize('NFC').toLowerCase());
    expect(new Set(simple).size).toBe(targets.length);
  });
});

it('never makes a file of what another output needs as a folder', () => {
  always((targets, _, lib) => {
    const folders = new Set(targets.map((target) => collisionKey(lib.dirname(target))));
    for (const target of targets) expect(folders.has(collisionKey(target))).toBe(false);
  });
});

it('never leaves the output folder', () => {
  always((targets, { destination }, lib) => {
    if (destination.type !== 'directory') return;
    for (const target of targets) {
      expect(lib.isAbsolute(target)).toBe(true);
      const inside = lib.relative(destination.path, target);
      expect(lib.isAbsolute(inside)).toBe(false);
      expect(inside.split(lib.sep)).not.toContain('..');
      expect(inside).not.toBe('');
      expect(lib.resolve(destination.path, inside)).toBe(target);
    }
  });
});

it('never makes a name that is too long or not allowed', () => {
  always((targets, { destination, platform, extension: ending }, lib) => {
    for (const target of targets) {
      const name = lib.basename(target);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
      expect(name.endsWith(`.${ending}`)).toBe(true);
      expect(name).not.toMatch(/[/\\\p{Cc}\p{Surrogate}]/u);
      if (platform !== 'win32' || destination.type !== 'directory') continue;
      for (const segment of lib.relative(destination.path, target).split(lib.sep)) {
        expect(segment).not.toMatch(/[<>:"|?*]|[. ]$/);
        expect(segment).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d) *(\.|$)/i);
      }
    }
  });
});

it('loses no source, and always decides alike', () => {
  fc.assert(
    fc.property(batch, ([items, given]) => {
      const plan = planOutputs(items, given);
      expect(plan.planned.length + plan.problems.length).toBe(items.length);
      expect(planOutputs(items, given)).toEqual(plan);
    }),
  );
});

it('never writes over a source, except its own original', () => {
  fc.assert(
    fc.property(batch, ([items, given]) => {
      const inputs = new Set(items.map(({ realPath }) => collisionKey(realPath ?? '')));
      for (const { source, target } of planOutputs(items, given).planned) {
        if (!inputs.has(collisionKey(target))) continue;
        expect(given.destination.type).toBe('replace');
        expect(source.kind === 'file' ? collisionKey(source.path) : '').toBe(collisionKey(target));
      }
    }),
    { numRuns: 500 },
  );
});
