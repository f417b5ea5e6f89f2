import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { OffcutError } from '../../shared/errors.ts';
import type { HotFolderState } from '../../shared/hot-folders.ts';
import { hotFolderSchema, type HotFolder } from '../../shared/queue.ts';
import { parseRecipe } from '../../shared/recipe.ts';
import { keptRow, problemLine, stateLine } from './words.ts';

const folder: HotFolder = {
  ...hotFolderSchema.parse({
    folder: path.resolve('in'),
    destination: path.resolve('out'),
    preset: null,
  }),
  id: 1,
  recipe: parseRecipe({}),
  addedAt: 1,
};
const offline = new OffcutError('input-offline', { folder: '/x' }).toReport();

describe('stateLine', () => {
  it.each<[HotFolderState, HotFolderState | undefined, string]>([
    [{ name: 'starting' }, undefined, 'Looking through in -> out.'],
    [{ name: 'listening' }, undefined, 'Watching in -> out.'],
    [
      { name: 'listening' },
      { name: 'offline', error: offline },
      'It is there again. Watching in -> out.',
    ],
    [
      { name: 'polling', every: 1500, because: null },
      undefined,
      'Watching in -> out, every 1.5 s.',
    ],
    [
      { name: 'polling', every: 5000, because: offline },
      undefined,
      `Watching in -> out, every 5 s: ${offline.message} [input-offline]`,
    ],
    [
      { name: 'offline', error: offline },
      undefined,
      `in -> out waits: ${offline.message} [input-offline]`,
    ],
    [
      { name: 'paused' },
      undefined,
      'in -> out rests. "offcut watch FOLDER" with its options lets it go on.',
    ],
  ])('%o', (state, before, line) => {
    expect(stateLine(folder, state, before)).toBe(line);
  });
});

describe('keptRow', () => {
  it('says what is not as it is by itself', () => {
    expect(keptRow(folder)).toBe('in -> out');
    const changed = { recursive: false, exclude: ['a*', 'b'], pollEvery: 2000, paused: true };
    expect(keptRow({ ...folder, ...changed })).toBe(
      'in -> out (without sub-folders, not a* b, looked at every 2 s, paused)',
    );
  });
});

describe('problemLine', () => {
  it.each([
    [true, ' It is tried again.'],
    [false, ''],
  ])('says whether it is tried again: %s', (retrying, end) => {
    const error = new OffcutError('input-empty').toReport();
    const problem = { hotFolder: 1, path: 'sub/a.jpg', trouble: 'unready', error } as const;
    expect(problemLine(folder, { ...problem, job: null, retrying })).toBe(
      `in/sub/a.jpg: ${error.message} [input-empty]${end}`,
    );
  });
});
