import { mkdir, readdir, realpath, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { NewJob } from '../../shared/queue.ts';
import { parseRecipe, type RecipeInput } from '../../shared/recipe.ts';
import { planBatch, planSources, type BatchPlan, type PlanRequest } from './plan-batch.ts';

const newFolder = useTempFolder();
let cwd: string;

beforeEach(async () => {
  cwd = await realpath(await newFolder());
});

async function write(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(path.dirname(path.join(cwd, name)), { recursive: true });
    await writeFile(path.join(cwd, name), 'x'.repeat(1900));
  }
}

type Over = Partial<Omit<PlanRequest, 'destination' | 'placement' | 'recipe'>> & {
  readonly recipe?: RecipeInput;
  readonly out?: string;
};

const requestFor = ({ recipe = {}, out = 'out', ...over }: Over): PlanRequest => ({
  inputs: ['in'],
  cwd,
  destination: { type: 'directory', path: path.join(cwd, out) },
  placement: 'rename',
  now: new Date(2026, 10, 24, 14, 5, 33),
  preset: null,
  modelId: () => Promise.reject(new Error('nobody asked for the model')),
  measure: () => Promise.reject(new Error('nobody asked for a size')),
  ...over,
  recipe: parseRecipe(recipe),
});

const plan = (over: Over = {}) => planSources(requestFor(over));

const shown = ({ planned, problems }: BatchPlan) => [
  ...planned.map(({ target }) => path.relative(cwd, target).replaceAll(path.sep, '/')),
  ...problems.map(({ input, error }) => `${input}: ${error.code}`),
];
const codes = (errors: readonly OffcutError[]) => errors.map(({ code }) => code);

describe('planning a batch', () => {
  it('mirrors or flattens, names sources and problems, and writes nothing', async () => {
    await write('in/a.jpg', 'in/sub/b.jpg');
    const inputs = ['in', 'gone.jpg'];
    const mirrored = await plan({ inputs });
    expect(shown(mirrored)).toEqual(['out/a.png', 'out/sub/b.png', 'gone.jpg: input-not-found']);
    expect(mirrored.planned.map(({ input }) => input)).toEqual([
      path.join('in', 'a.jpg'),
      path.join('in', 'sub', 'b.jpg'),
    ]);
    expect(mirrored.folder).toEqual({ path: path.join(cwd, 'out'), exists: false });
    expect(mirrored.warnings).toEqual([]);
    expect(mirrored.refusals).toEqual([]);
    expect(shown(await plan({ flatten: true }))).toEqual(['out/a.png', 'out/b.png']);
    expect(await readdir(cwd)).toEqual(['in']);
  });

  it('takes the extension of the format, and does not double it', async () => {
    await write('in/a.jpg');
    const recipe = { output: { format: 'jpeg' } } as const;
    expect(shown(await plan({ recipe }))).toEqual(['out/a.jpg']);
    expect(shown(await plan({ recipe, template: '{name}-x.jpg' }))).toEqual(['out/a-x.jpg']);
  });

  it('asks for the model only where a name tells it', async () => {
    await write('in/a.jpg');
    const named = await plan({ template: '{name}-{model}', modelId: () => 'some-model' });
    expect(shown(named)).toEqual(['out/a-some-model.png']);
  });

  it('estimates the space of sources that are files', async () => {
    await write('in/a.jpg', 'in/b.jpg');
    const { space } = await plan({ inputs: ['in', 'https://shop.test/c.jpg'] });
    expect(space).toHaveLength(1);
    expect(space[0]).toMatchObject({ path: path.join(cwd, 'out'), needed: 2 * 6100 });
    expect(space[0]?.free).toBeGreaterThan(0);
  });

  it('takes sources that are known already, and mirrors them', async () => {
    await write('hot/new/a.jpg');
    const source = { kind: 'file', path: path.join(cwd, 'hot/new/a.jpg'), folder: 'new' } as const;
    expect(shown(await plan({ inputs: [], sources: [source] }))).toEqual(['out/new/a.png']);
  });

  it.each([
    [{ template: '{nope}' }, 'name-template-invalid'],
    [{ recipe: { quality: 'best' } }, 'recipe-not-yet'],
    [{ recipe: { background: { type: 'image', path: '/nowhere.jpg' } } }, 'background-unreadable'],
  ] as const)('throws for a request that makes no sense: %j', async (over, code) => {
    await expect(plan(over)).rejects.toMatchObject({ code });
  });
});

describe('names that tell a size', () => {
  const template = '{name}-{width}x{height}';

  it('have it measured', async () => {
    await write('in/a.jpg', 'in/bad.jpg');
    const measured = await plan({
      template,
      inputs: ['in', 'https://shop.test/c.jpg'],
      measure: ({ path: file }) =>
        file.endsWith('a.jpg')
          ? Promise.resolve({ width: 30, height: 20 })
          : Promise.reject(new OffcutError('input-damaged', { reason: 'x' })),
    });
    expect(shown(measured)).toEqual([
      'out/a-30x20.png',
      `${path.join('in', 'bad.jpg')}: input-damaged`,
      'https://shop.test/c.jpg: name-size-unknown',
    ]);
  });

  it('take it from the recipe where that gives one', async () => {
    await write('in/a.jpg');
    const inputs = ['in', 'https://shop.test/c.jpg'];
    const recipe = {
      crop: { type: 'subject' },
      canvas: { size: { width: 9, height: 8 } },
    } as const;
    expect(shown(await plan({ template, inputs, recipe }))).toEqual([
      'out/a-9x8.png',
      'out/c-9x8.png',
    ]);
  });

  it('are refused where only the subject decides', async () => {
    await write('in/a.jpg');
    const recipe = { crop: { type: 'subject' } } as const;
    const label = path.join('in', 'a.jpg');
    expect(shown(await plan({ template, recipe }))).toEqual([`${label}: name-size-unknown`]);
  });

  it('pass a bug on', async () => {
    await write('in/a.jpg');
    await expect(plan({ template })).rejects.toThrow('nobody asked for a size');
  });
});

describe('destinations', () => {
  it('are refused once for all', async () => {
    await write('in/a.jpg', 'in/sub/b.jpg', 'file');
    const { refusals, problems } = await plan({ out: 'file/out' });
    expect(codes(refusals)).toEqual(['output-unwritable']);
    expect(problems).toEqual([]);
  });

  it('are refused one by one below a folder that takes others', async () => {
    await write('in/a.jpg', 'in/sub/b.jpg', 'out/sub');
    const found = await plan();
    const label = path.join('in', 'sub', 'b.jpg');
    expect(shown(found)).toEqual(['out/a.png', `${label}: output-unwritable`]);
    expect(found.refusals).toEqual([]);
  });

  it('inside the pictures are left out of them, and it is said', async () => {
    await write('in/a.jpg', 'in/out/b.jpg');
    for (const inputs of [['in'], ['in/**/*.jpg']]) {
      const found = await plan({ inputs, out: 'in/out' });
      expect(shown(found)).toEqual(['in/out/a.png']);
      expect(codes(found.warnings)).toEqual(['output-folder-left-out']);
    }
  });

  it('that are the input folder are warned of', async () => {
    await write('in/a.jpg');
    await symlink('in', path.join(cwd, 'link'));
    for (const out of ['in', 'link']) {
      const found = await plan({ out });
      expect(shown(found)).toEqual(['in/a.png']);
      expect(codes(found.warnings)).toEqual(['output-among-sources']);
    }
  });

  it('that lead to a source are noticed behind links', async () => {
    await write('in/a.png', 'in/sub/b.png');
    await mkdir(path.join(cwd, 'out'));
    await symlink('../in/sub', path.join(cwd, 'out/sub'));
    const label = path.join('in', 'sub', 'b.png');
    expect(shown(await plan())).toEqual(['out/a.png', `${label}: output-is-input`]);
  });
});

it('gives the queue jobs, and refuses what cannot wait', async () => {
  await write('in/a.jpg');
  const { planned, problems } = await planBatch(requestFor({ inputs: ['in', '-'] }));
  const jobs: readonly NewJob[] = planned;
  expect(jobs).toMatchObject([
    {
      source: { kind: 'file', path: path.join(cwd, 'in/a.jpg'), folder: '' },
      target: path.join(cwd, 'out/a.png'),
    },
  ]);
  expect(problems.map(({ input, error }) => [input, error.code])).toEqual([
    ['-', 'input-cannot-wait'],
  ]);
});
