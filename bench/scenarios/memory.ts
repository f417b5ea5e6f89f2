import path from 'node:path';
import { timedCut, patientEngine } from '../offcut.ts';
import { makePicture } from '../pictures.ts';
import { canReadProcesses, peakMemory } from '../process-memory.ts';
import type { BenchContext, Finding, Row, Scenario } from '../scenario.ts';

const MEGAPIXELS = [12, 24, 48] as const;
const JUDGED = 24;
const formats = ['png', 'webp'] as const;

/** The peak in MB of a fresh engine that makes one cutout. */
async function peakOf(
  source: string,
  format: (typeof formats)[number],
  { folder, model }: BenchContext,
): Promise<number> {
  const engine = patientEngine();
  try {
    const target = path.join(folder, `cutout.${format}`);
    await timedCut(engine, { source, target, format }, model);
    if (engine.pid === undefined) throw new Error('the engine is gone');
    return (await peakMemory(engine.pid)) / 1e6;
  } finally {
    await engine.close();
  }
}

async function measure(megapixels: number, context: BenchContext): Promise<Finding> {
  context.say(`${megapixels} megapixels`);
  const source = await makePicture(context, { megapixels, format: 'jpeg', number: 1 });
  const peaks: Record<(typeof formats)[number], number[]> = { png: [], webp: [] };
  for (let round = 0; round < (context.quick ? 1 : 5); round++) {
    for (const format of formats) peaks[format].push(await peakOf(source, format, context));
  }
  const rows = formats.map((format): Row => {
    const row = { name: `JPEG to ${format}`, unit: 'MB', samples: peaks[format] } as const;
    return megapixels === JUDGED ? { ...row, goal: { type: 'at most', limit: 1200 } } : row;
  });
  return { title: `${megapixels} megapixels`, rows, notes: [] };
}

export const memory: Scenario = {
  name: 'memory',
  description: 'The peak resident memory of a fresh engine that makes one cutout',
  goal: 'at most 1.2 GB for 24 megapixels',
  run: async (context) => {
    if (!canReadProcesses) {
      return { status: 'skipped', reason: 'not available: only Linux tells a process its peak' };
    }
    const findings: Finding[] = [];
    for (const megapixels of MEGAPIXELS) findings.push(await measure(megapixels, context));
    return { status: 'measured', findings };
  },
};
