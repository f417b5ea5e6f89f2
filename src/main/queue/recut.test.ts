import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import type { NewBatch } from '../../shared/queue.ts';
import { parseRecipe } from '../../shared/recipe.ts';
import { changeSettings, defaultSettings, type SettingsChange } from '../../shared/settings.ts';
import { Intake } from './intake.ts';
import { folderToRecut } from './recut.ts';

const tempFolder = useTempFolder();
const places = {
  destination: { type: 'beside', name: 'cut' },
  pictures: '/pictures',
  pasted: '/data/pasted',
} as const;

describe('folderToRecut', () => {
  it('goes beside the folder that was added, or the picture itself', () => {
    const bag = { kind: 'file', path: '/shop/bags/red/a.jpg', folder: 'red' } as const;
    expect(folderToRecut(bag, places)).toBe('/shop/bags/cut');
    expect(folderToRecut({ ...bag, folder: '' }, places)).toBe('/shop/bags/red/cut');
  });

  it('puts what lies beside nothing of the user elsewhere', () => {
    const pasted = { kind: 'file', path: '/data/pasted/c.png', folder: '' } as const;
    expect(folderToRecut(pasted, places)).toBe('/pictures/Offcut');
    const web = { kind: 'url', url: 'https://example.com/d.png' } as const;
    expect(folderToRecut(web, places)).toBe('/pictures/Offcut');
  });

  it('follows the other settings', () => {
    const file = { kind: 'file', path: '/shop/a.jpg', folder: '' } as const;
    const to = (destination: Parameters<typeof folderToRecut>[1]['destination']) =>
      folderToRecut(file, { ...places, destination });
    expect(to({ type: 'pictures' })).toBe('/pictures/Offcut');
    expect(to({ type: 'folder', path: '/out' })).toBe('/out');
  });
});

describe('Intake.recut', () => {
  async function setUp(change: SettingsChange = {}) {
    const folder = await tempFolder();
    const added: NewBatch[] = [];
    const settings = changeSettings(defaultSettings, change);
    const intake = new Intake({
      queue: {
        ask: (_method: string, { batch }: { batch: NewBatch }) => {
          added.push(batch);
          return Promise.resolve({ batch: added.length, jobs: batch.jobs.map((_, at) => at + 1) });
        },
      } as never,
      engine: {} as never,
      settings: () => settings,
      pictures: folder,
      pasted: path.join(folder, 'pasted'),
      order: () => Promise.resolve(['poof', 'clipdrop']),
    });
    const picture = async (name: string, sub = '') => {
      await mkdir(path.join(folder, 'shop', sub), { recursive: true });
      const file = path.join(folder, 'shop', sub, name);
      await writeFile(file, 'picture');
      return { kind: 'file', path: file, folder: sub } as const;
    };
    return { folder, added, intake, picture };
  }
  const recipe = parseRecipe({ output: { format: 'webp' } });

  it('makes a batch of the same pictures by the other recipe, each once', async () => {
    const { folder, added, intake, picture } = await setUp();
    const [a, b] = [await picture('a.jpg'), await picture('b.jpg', 'red')];
    const web = { kind: 'url', url: 'https://example.com/c.png' } as const;
    const answer = await intake.recut([a, b, a, web], { recipe });
    expect(answer).toMatchObject({ status: 'added', pictures: 3 });
    expect(added).toHaveLength(1);
    expect(added[0]?.recipe).toEqual(recipe);
    expect(added[0]?.jobs.map(({ target }) => path.relative(folder, target)).sort()).toEqual([
      path.join('Offcut', 'a.webp'),
      path.join('Offcut', 'c.webp'),
      path.join('Offcut', 'red', 'b.webp'),
    ]);
  });

  it('tells of sources that are gone, and cuts the others when asked to', async () => {
    const { added, intake, picture } = await setUp();
    const a = await picture('a.jpg');
    const gone = { kind: 'file', path: `${a.path}.gone`, folder: '' } as const;
    const answer = await intake.recut([a, gone], { recipe });
    if (answer.status !== 'problems') throw new Error('nothing stood against it');
    expect(answer.pictures).toBe(1);
    expect(answer.problems).toMatchObject([
      { input: gone.path, error: { code: 'input-not-found' } },
    ]);
    expect(added).toEqual([]);
    await intake.addPlanned(answer.plan);
    expect(added[0]?.jobs).toHaveLength(1);
  });

  it('fetches nothing while the network is off', async () => {
    const { intake } = await setUp({ privacy: { networkOff: true } });
    const web = { kind: 'url', url: 'https://example.com/c.png' } as const;
    const answer = await intake.recut([web], { recipe });
    expect(answer).toMatchObject({ problems: [{ error: { code: 'network-off' } }] });
  });

  it('does not skip what there is a cutout of already', async () => {
    const { added, intake, picture } = await setUp({ output: { placement: 'skip' } });
    await intake.recut([await picture('a.jpg')], { recipe });
    expect(added[0]?.placement).toBe('rename');
  });
});
