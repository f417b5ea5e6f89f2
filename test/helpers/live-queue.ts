import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { EngineJob, RunOptions } from '../../src/core/engine/engine.ts';
import type { MoveToTrash } from '../../src/core/files/replace-original.ts';
import { Queue, type QueueOptions } from '../../src/core/queue/queue.ts';
import { openQueueStore } from '../../src/core/queue/store/open-queue-store.ts';
import type { QueueStore } from '../../src/core/queue/store/queue-store.ts';
import type { CutoutFacts } from '../../src/shared/cutout.ts';
import { OffcutError } from '../../src/shared/errors.ts';
import type { NewBatch } from '../../src/shared/queue.ts';
import { writeError } from '../../src/shared/write-error.ts';
import { fakeModel } from './model.ts';
import { facts, newBatch } from './queue.ts';

/** What the fake engine makes of a source: bytes that only this source gives. */
export const cutoutOf = (source: Buffer | string): Buffer =>
  Buffer.concat([Buffer.from('cutout of '), Buffer.from(source)]);

export const factsOf = (bytes: number): CutoutFacts => ({
  ...facts,
  bytes,
  model: { id: 'fake', version: '1.2.3' },
});

/** What happens while a picture is worked on; what it throws is what the engine throws. */
export type Behaviour = (job: EngineJob, options: RunOptions) => Promise<void> | void;

/** As the engine tells that it could not write. */
const write = (file: string, bytes: Buffer | string) =>
  writeFile(file, bytes).catch((error: unknown) => {
    throw writeError(error, file);
  });

/** An engine of no process and no model, which writes small files as the real one does. */
export function fakeEngine(behave: Behaviour = () => undefined) {
  const runs: EngineJob[] = [];
  const engine: QueueOptions['engine'] = {
    run: async (job, given) => {
      const options = given ?? {};
      if (options.signal?.aborted) throw new OffcutError('cancelled');
      runs.push(job);
      options.onStage?.('decode');
      // A temp file in part, as a killed engine leaves it.
      await write(job.target, 'half');
      await behave(job, options);
      if (options.signal?.aborted) throw new OffcutError('cancelled');
      const bytes = cutoutOf(await readFile(job.source));
      await write(job.target, bytes);
      return factsOf(bytes.length);
    },
  };
  return { engine, runs, names: () => runs.map(({ name }) => path.basename(name)) };
}

/** A behaviour that lets each picture go on only when it is told to. */
export function gate() {
  let held: readonly { readonly name: string; readonly leave: (error?: Error) => void }[] = [];
  const behave: Behaviour = (job, { signal }) =>
    new Promise((resolve, reject) => {
      const entry = {
        name: path.basename(job.name),
        leave: (error?: Error) => {
          held = held.filter((other) => other !== entry);
          if (error === undefined) resolve();
          else reject(error);
        },
      };
      held = [...held, entry];
      if (signal?.aborted) entry.leave(new OffcutError('cancelled'));
      signal?.addEventListener('abort', () => {
        entry.leave(new OffcutError('cancelled'));
      });
    });
  return {
    behave,
    /** The pictures that are held now. */
    held: () => held.map(({ name }) => name).sort(),
    /** Lets the first of this name go on, or fail. */
    release: (name: string, error?: Error) =>
      held.find((entry) => entry.name === name)?.leave(error),
  };
}

export interface QueueSetting {
  readonly folder: string;
  readonly sources: string;
  readonly out: string;
  readonly bin: string;
  readonly dataFolder: string;
  readonly moveToTrash: MoveToTrash;
}

/** Folders for a queue below `folder`, with pictures of these names in `in`. */
export async function queueSetting(
  folder: string,
  names: readonly string[],
): Promise<QueueSetting> {
  const [sources, out, bin] = ['in', 'out', 'bin'].map((name) => path.join(folder, name));
  if (sources === undefined || out === undefined || bin === undefined) throw new Error('no folder');
  for (const directory of [sources, out, bin]) await mkdir(directory, { recursive: true });
  for (const name of names) await writeFile(path.join(sources, name), `picture ${name}`);
  const moveToTrash: MoveToTrash = (file) => rename(file, path.join(bin, path.basename(file)));
  return { folder, sources, out, bin, dataFolder: path.join(folder, 'data'), moveToTrash };
}

/** A batch of these pictures, each to its own name in `out`. */
export const batchOf = (
  { sources, out }: Pick<QueueSetting, 'sources' | 'out'>,
  names: readonly string[],
  rest: Partial<NewBatch> = {},
): NewBatch =>
  newBatch({
    jobs: names.map((name) => ({
      source: { kind: 'file', path: path.join(sources, name), folder: '' },
      target: path.join(out, `${path.parse(name).name}.png`),
    })),
    ...rest,
  });

export interface OpenedForTest {
  readonly queue: Queue;
  readonly store: QueueStore;
}

/** Opens the queue of a setting; `wrap` may put something between the queue and its store. */
export async function openForTest(
  { dataFolder, moveToTrash }: QueueSetting,
  options: Partial<QueueOptions> & Pick<QueueOptions, 'engine'>,
  wrap: (store: QueueStore) => QueueStore = (store) => store,
): Promise<OpenedForTest> {
  const { store } = await openQueueStore(dataFolder);
  const queue = new Queue(wrap(store), {
    dataFolder,
    resolveModel: () => Promise.resolve({ entry: fakeModel(), file: 'fake.onnx' }),
    device: 'cpu',
    concurrency: 1,
    moveToTrash,
    random: () => 0.5,
    ...options,
  });
  await queue.start();
  return { queue, store };
}

/**
 * Every file below a folder by name with its content, hidden ones too.
 * A file that was moved away since the folder was listed is left out: a queue at work
 * renames its temp files at any moment.
 */
export async function contentsOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const contents: Record<string, string> = {};
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  for (const file of files.sort()) {
    const content = contentIfThere(file);
    if (content === undefined) continue;
    contents[path.relative(folder, file).split(path.sep).join('/')] = content;
  }
  return contents;
}

function contentIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
