import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cut } from '../../src/engine/cut.ts';
import { OffcutError } from '../../src/shared/errors.ts';
import type { RecipeInput } from '../../src/shared/recipe.ts';
import { engineEnds, enginesOf, filesBelow, jsonLines, runCli } from '../helpers/cli.ts';
import { recordingContext, runOf } from '../helpers/cutting.ts';
import { smallMug } from '../helpers/mug.ts';
import { save } from '../helpers/source-pictures.ts';
import { useTempFolder } from '../helpers/temp.ts';
import { hostileCorpus } from './hostile/corpus.ts';
import { families, type HostileFile } from './hostile/hostile-file.ts';
import { mutatedFiles } from './hostile/mutation.ts';
import { isExpected, problemsIn, writeAmongGood } from './hostile/outcomes.ts';
import { makeSeeds } from './hostile/seeds.ts';

const newFolder = useTempFolder();
let corpus: readonly HostileFile[] = [];

beforeAll(async () => {
  corpus = await hostileCorpus();
});

/** Cuts one file in this process by a made-up matte; what became of it. */
async function outcomeIn(folder: string, { name, bytes }: HostileFile, recipe: RecipeInput = {}) {
  const file = await save(folder, name, bytes);
  try {
    await cut(runOf(file, recipe), recordingContext().context);
    await rm(path.join(folder, 'cutout'));
    return 'done';
  } catch (error) {
    return OffcutError.from(error).code;
  } finally {
    await rm(file);
  }
}

describe('hostile files', () => {
  it('are many, of every family, each with a name of its own', () => {
    expect(corpus.length).toBeGreaterThan(150);
    expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
    for (const family of families) {
      const least = family === 'mutation' ? 60 : 15;
      const files = corpus.filter((file) => file.family === family);
      expect([family, files.length >= least]).toEqual([family, true]);
    }
  });

  it('are the same in every run', async () => {
    const again = mutatedFiles(await makeSeeds());
    expect(again).toEqual(corpus.filter(({ family }) => family === 'mutation'));
  });

  it.each(families)('%s: each ends in an outcome that is right for it', async (family) => {
    const folder = await newFolder();
    const problems: string[] = [];
    for (const file of corpus.filter((candidate) => candidate.family === family)) {
      const outcome = await outcomeIn(folder, file);
      if (!isExpected(file, outcome)) problems.push(`${file.name} (${file.why}): ${outcome}`);
    }
    expect(problems).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('are refused as backgrounds, too', async () => {
    const folder = await newFolder();
    const [good] = corpus.filter(({ name }) => name === 'metadata-icc-noise.jpg');
    if (good === undefined) throw new Error('there is no picture to lay over a background');
    const refused = corpus.filter(
      ({ family, expected, bytes }) =>
        family !== 'mutation' && !expected.includes('done') && bytes.length < 1_000,
    );
    expect(refused.length).toBeGreaterThan(100);
    for (const file of refused) {
      const background = await save(folder, `behind-${file.name}`, file.bytes);
      const recipe: RecipeInput = { background: { type: 'image', path: background } };
      expect([file.name, await outcomeIn(folder, good, recipe)]).toEqual([
        file.name,
        'background-unreadable',
      ]);
    }
  });
});

/** One file for each family and each set of outcomes, and those that take the most work. */
function chosenFrom(files: readonly HostileFile[]): readonly HostileFile[] {
  const heavy = /bomb|under-the-limit|20000|50000|65535|65000|16-mb|24-mb|many|svg|vips/;
  const seen = new Set<string>();
  return files.filter(({ name, family, expected }) => {
    const kind = `${family} ${expected.join()}`;
    const first = !seen.has(kind);
    seen.add(kind);
    return first || heavy.test(name);
  });
}

describe('a batch of hostile files', () => {
  it('goes on to its end with one engine, and good pictures among them come out right', async () => {
    const cwd = await newFolder();
    await mkdir(path.join(cwd, 'in'));
    const entries = await writeAmongGood(
      path.join(cwd, 'in'),
      chosenFrom(corpus),
      await smallMug(),
      30,
    );
    const engines = new Set<number>();
    const environments: string[] = [];
    const result = await runCli(['cut', 'in', '-o', 'out', '--json'], {
      cwd,
      onStdout: (_, child) => {
        if (process.platform !== 'linux' || engines.size > 0) return;
        engines.add(-1);
        void enginesOf(child.pid ?? 0).then(async (pids) => {
          for (const pid of pids)
            environments.push(await readFile(`/proc/${pid}/environ`, 'latin1'));
        });
      },
    });
    expect(problemsIn(entries, jsonLines(result))).toEqual([]);
    expect(engineEnds(result)).toEqual([]);
    expect(result.code).toBe(1);
    if (process.platform === 'linux') {
      expect(environments.length).toBe(1);
      expect(environments[0]?.split('\0')).toContain('VIPS_BLOCK_UNTRUSTED=1');
    }

    const done = jsonLines(result).flatMap(({ output }) => (output ? [path.basename(output)] : []));
    expect(await filesBelow(path.join(cwd, 'out'))).toEqual(done.toSorted());
    const good = await Promise.all(
      done
        .filter((name) => name.endsWith('-good.png'))
        .map((name) => readFile(path.join(cwd, 'out', name))),
    );
    expect(good.length).toBe(entries.filter(({ hostile }) => hostile === undefined).length);
    expect(good.filter((bytes) => !bytes.equals(good[0] ?? Buffer.alloc(0)))).toEqual([]);
  });
});
