import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  canReadProcesses,
  peakMemory,
  resetPeakMemory,
  residentMemory,
} from '../bench/process-memory.ts';
import { defaultEngineOptions } from '../src/core/engine/engine-options.ts';
import { hostileCorpus } from '../test/fault/hostile/corpus.ts';
import { families } from '../test/fault/hostile/hostile-file.ts';
import {
  outcomeOf,
  problemsIn,
  writeAmongGood,
  type Entry,
} from '../test/fault/hostile/outcomes.ts';
import { engineEnds, enginesOf, jsonLines, runCli, type JsonResult } from '../test/helpers/cli.ts';
import { smallMug } from '../test/helpers/mug.ts';
import { table } from './eval/report/table.ts';

/**
 * `npm run hostile [-- FAMILY...]`: the built command line over the corpus of hostile files, or
 * some families of it, one picture at a time, with one engine. Prints a table and exits 1 when
 * anything ended as it should not.
 */

const MB = 2 ** 20;
const GOOD_EVERY = 40;
/** Files that need more than this above what the engine had before them are named. */
const TELLING_GROWTH = 400 * MB;

interface Sample {
  /** ms since the picture before this one ended. */
  readonly ms: number;
  /** Bytes, where the system tells. */
  readonly peak: number | undefined;
  readonly growth: number | undefined;
}

/** At its end a batch lets its engine go, which then tells nothing any more. */
const unlessGone = <T>(told: Promise<T>): Promise<T | undefined> => told.catch(() => undefined);

/** Follows a batch by its lines: a picture is what happens between two of them. */
class Follower {
  readonly samples: Sample[] = [];
  #last = performance.now();
  #base: number | undefined;
  #queue = Promise.resolve();

  heard(lines: number, pid: number): void {
    this.#queue = this.#queue.then(() => this.#take(lines, pid));
  }

  async #take(lines: number, pid: number): Promise<void> {
    if (lines <= this.samples.length) return;
    const now = performance.now();
    const [engine] = canReadProcesses ? await enginesOf(pid) : [];
    const peak = engine === undefined ? undefined : await unlessGone(peakMemory(engine));
    const growth = peak === undefined || this.#base === undefined ? undefined : peak - this.#base;
    const ms = (now - this.#last) / (lines - this.samples.length);
    while (this.samples.length < lines) this.samples.push({ ms, peak, growth });
    this.#last = now;
    if (engine === undefined) return;
    await unlessGone(resetPeakMemory(engine));
    this.#base = await unlessGone(residentMemory(engine));
  }
}

const largest = (values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
};

function codesOf(results: readonly JsonResult[]): string {
  const counts = new Map<string, number>();
  for (const result of results.filter(({ status }) => status === 'failed')) {
    counts.set(outcomeOf(result), (counts.get(outcomeOf(result)) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([code, count]) => `${count} ${code}`).join(', ');
}

function report(
  entries: readonly Entry[],
  results: readonly JsonResult[],
  samples: readonly Sample[],
): string {
  const groups = ['good', ...families].map((family) => {
    const names = new Set(
      entries.flatMap(({ name, hostile }) =>
        (hostile?.family ?? 'good') === family ? [name] : [],
      ),
    );
    const at = results.flatMap(({ input }, i) => (names.has(path.basename(input)) ? [i] : []));
    const own = at.flatMap((i) => results[i] ?? []);
    const times = at.map((i) => samples[i]?.ms);
    const peak = largest(at.map((i) => samples[i]?.peak));
    return {
      words: [family, codesOf(own)],
      numbers: [
        names.size,
        own.filter(({ status }) => status === 'done').length,
        largest(times),
        peak === undefined ? undefined : peak / MB,
      ],
    };
  });
  const columns = ['files', 'done', 'longest, ms', "engine's peak, MB"];
  return table(
    ['family', 'failed'],
    columns.map((title) => ({ title, digits: 0 })),
    groups,
  );
}

const wanted = new Set(process.argv.slice(2));
const corpus = (await hostileCorpus()).filter(
  ({ family }) => wanted.size === 0 || wanted.has(family),
);
const cwd = await mkdtemp(path.join(tmpdir(), 'offcut-hostile-'));
try {
  await mkdir(path.join(cwd, 'in'));
  const entries = await writeAmongGood(path.join(cwd, 'in'), corpus, await smallMug(), GOOD_EVERY);
  const follower = new Follower();
  const args = ['cut', 'in', '-o', 'out', '--json', '--concurrency', '1'];
  const result = await runCli(args, {
    cwd,
    onStdout: (soFar, child) => {
      follower.heard(soFar.split('\n').length - 1, child.pid ?? 0);
    },
  });
  const results = jsonLines(result);
  const ends = engineEnds(result);
  const problems = problemsIn(entries, results);
  console.log(report(entries, results, follower.samples));
  console.log(
    `\n${corpus.length} hostile files; exit code ${result.code}; engine ends: ${ends.length}`,
  );
  console.log(`time limit of a stage: ${defaultEngineOptions.stageTimeout} ms`);
  results.forEach(({ input }, i) => {
    const growth = follower.samples[i]?.growth ?? 0;
    if (growth > TELLING_GROWTH)
      console.log(`${input}: ${Math.round(growth / MB)} MB more than before`);
  });
  for (const reason of ends) console.log(`the engine ended: ${reason}`);
  for (const problem of problems) console.log(`WRONG ${problem}`);
  if (result.stderr !== '') console.log(result.stderr);
  process.exitCode = problems.length === 0 && ends.length === 0 && result.code === 1 ? 0 : 1;
} finally {
  await rm(cwd, { recursive: true, force: true });
}
