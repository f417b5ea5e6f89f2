import path from 'node:path';
import { linearFit } from '../linear-fit.ts';
import { patientEngine, timedCut } from '../offcut.ts';
import { makePicture } from '../pictures.ts';
import { canReadProcesses, openFiles, residentMemory } from '../process-memory.ts';
import type { BenchContext, Finding, Scenario } from '../scenario.ts';

/** What still counts as flat, for each picture: 20 MB and ten descriptors after a thousand. */
const FLAT_KB = 20;
const FLAT_FILES = 0.01;

const SOURCES = 6;

/** The memory settles over the first hundred pictures or so. */
const ENOUGH = 200;

interface Samples {
  /** Of the resident memory, in kB (1000 bytes). */
  readonly memory: readonly number[];
  readonly files: readonly number[];
  /** How many processes the engine was, one after another. */
  readonly processes: number;
}

/** Makes one cutout after another and looks at the engine after each. */
async function soakEngine(context: BenchContext): Promise<Samples> {
  const { folder, model, soak: count, say } = context;
  const sources: string[] = [];
  for (let number = 0; number < SOURCES; number++) {
    sources.push(await makePicture(context, { megapixels: 0.3, format: 'jpeg', number }));
  }
  const engine = patientEngine();
  const memory: number[] = [];
  const files: number[] = [];
  const processes = new Set<number>();
  try {
    for (let done = 0; done < count; done++) {
      const source = sources[done % sources.length];
      if (source === undefined) throw new Error('there are no pictures');
      const format = done % 2 === 0 ? 'png' : 'webp';
      const target = path.join(folder, `cutout.${format}`);
      await timedCut(engine, { source, target, format }, model);
      const { pid } = engine;
      if (pid === undefined) throw new Error('the engine is gone');
      processes.add(pid);
      memory.push((await residentMemory(pid)) / 1000);
      files.push(await openFiles(pid));
      if ((done + 1) % 25 === 0) say(`${done + 1} of ${count}`);
    }
  } finally {
    await engine.close();
  }
  return { memory, files, processes: processes.size };
}

function judge({ memory, files, processes }: Samples): Finding {
  const secondHalf = Math.floor(memory.length / 2);
  const growth = linearFit(memory.slice(secondHalf));
  const more = linearFit(files.slice(secondHalf));
  const notes = [
    `the slopes are of the second half; that of the memory is sure to ± ` +
      `${(2 * growth.slopeError).toFixed(1)} kB`,
  ];
  if (memory.length < ENOUGH) notes.push('so few pictures tell only how the engine warms up');
  if (processes > 1) notes.push(`the engine was replaced ${processes - 1} times`);
  return {
    title: `${memory.length} small pictures, one after another`,
    rows: [
      { name: 'resident memory', unit: 'MB', samples: memory.map((kB) => kB / 1000) },
      { name: 'open descriptors', unit: 'files', samples: files },
      {
        name: 'memory, more each picture',
        unit: 'kB',
        samples: [growth.slope],
        goal: { type: 'at most', limit: FLAT_KB },
      },
      {
        name: 'descriptors, more each picture',
        unit: 'files',
        samples: [more.slope],
        goal: { type: 'at most', limit: FLAT_FILES },
      },
    ],
    notes,
  };
}

export const soak: Scenario = {
  name: 'soak',
  description: 'How the memory and the descriptors of one engine grow over many small pictures',
  goal: `flat: at most ${FLAT_KB} kB and ${FLAT_FILES} descriptors more with each picture`,
  run: async (context) => {
    if (!canReadProcesses) {
      return { status: 'skipped', reason: 'not available: only Linux tells a process its memory' };
    }
    return { status: 'measured', findings: [judge(await soakEngine(context))] };
  },
};
