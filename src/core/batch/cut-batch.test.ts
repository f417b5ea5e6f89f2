import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeModel } from '../../../test/helpers/model.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import type { CutoutFacts } from '../../shared/cutout.ts';
import { OffcutError } from '../../shared/errors.ts';
import { parseRecipe } from '../../shared/recipe.ts';
import { planSources } from '../plan/plan-batch.ts';
import { cutBatch, type BatchEvent, type BatchRequest } from './cut-batch.ts';

const newFolder = useTempFolder();

/** An engine that ends over each picture named `poison`, and writes every other one. */
function scriptedEngine() {
  const listeners = new Set<(reason: string) => void>();
  const engine: BatchRequest['engine'] = {
    run: async ({ name, target }) => {
      if (name.includes('poison')) {
        for (const listener of listeners) listener('ended by SIGSEGV');
        throw new OffcutError('picture-quarantined', { reason: 'ended by SIGSEGV' });
      }
      await writeFile(target, name);
      return { warnings: [] } as unknown as CutoutFacts;
    },
    onEnd: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { engine, listeners };
}

async function runBatch(names: readonly string[], out = 'out') {
  const cwd = await newFolder();
  for (const name of names) await writeFile(path.join(cwd, name), 'a picture');
  const { engine, listeners } = scriptedEngine();
  const events: BatchEvent[] = [];
  const plan = await planSources({
    inputs: names,
    cwd,
    destination: { type: 'directory', path: path.join(cwd, out) },
    placement: 'rename',
    recipe: parseRecipe({}),
    now: new Date(),
    preset: null,
    modelId: () => 'fake',
    measure: () => Promise.resolve({ width: 1, height: 1 }),
  });
  const summary = await cutBatch({
    plan,
    engine,
    model: () =>
      Promise.resolve({ model: { entry: fakeModel(), file: 'fake.onnx' }, device: 'cpu' as const }),
    maxPixels: 1e6,
    lenient: false,
    concurrency: 1,
    signal: new AbortController().signal,
    onEvent: (event) => events.push(event),
  });
  return { summary, events, listeners, cwd };
}

describe('cutBatch and the ends of the engine', () => {
  it('tells each as it happens and counts them all', async () => {
    const { summary, events, listeners } = await runBatch(['a.jpg', 'poison.jpg', 'z.jpg']);
    expect(summary).toEqual({ done: 2, skipped: 0, failed: 1, engineEnds: 1 });
    expect(
      events.map((event) => (event.type === 'finished' ? event.result.status : event)),
    ).toEqual([
      { type: 'planned', total: 3 },
      'done',
      { type: 'engine-ended', reason: 'ended by SIGSEGV' },
      'failed',
      'done',
    ]);
    expect(listeners.size).toBe(0);
  });

  it('counts none where there was none', async () => {
    const { summary } = await runBatch(['a.jpg']);
    expect(summary).toEqual({ done: 1, skipped: 0, failed: 0, engineEnds: 0 });
  });
});

describe('cutBatch and its plan', () => {
  it('begins nothing where all of it is refused', async () => {
    await expect(runBatch(['a.jpg'], 'a.jpg/out')).rejects.toMatchObject({
      code: 'output-unwritable',
    });
  });

  it('makes no folder where there is nothing to write', async () => {
    const { summary, cwd } = await runBatch([]);
    expect(summary).toMatchObject({ done: 0, failed: 0 });
    expect(await readdir(cwd)).toEqual([]);
  });
});
