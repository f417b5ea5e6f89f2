import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { localEngine } from '../../src/core/engine/local-engine.ts';
import { resolveModel } from '../../src/core/models/resolve.ts';
import { OffcutError } from '../../src/shared/errors.ts';
import { runOf } from '../helpers/cutting.ts';
import { smallMug } from '../helpers/mug.ts';
import { save } from '../helpers/source-pictures.ts';
import { useTempFolder } from '../helpers/temp.ts';

const newFolder = useTempFolder();

describe.skipIf(process.platform === 'win32')('a file that hangs the engine', () => {
  it('is named after two tries, and the others are done', async () => {
    const folder = await newFolder();
    const good = await save(folder, 'good.jpg', await smallMug());
    // Opening a pipe that nobody writes to waits for ever.
    const hanging = path.join(folder, 'hanging.jpg');
    execFileSync('mkfifo', [hanging]);
    const engine = localEngine({ stageTimeout: 15_000, concurrency: 2 });
    const ends: string[] = [];
    engine.onEnd((reason) => ends.push(reason));
    const model = await resolveModel('isnet-general-int8');
    const outcome = (source: string, number: number) => {
      const target = path.join(folder, `cutout-${number}`);
      const entry = { entry: model.model, file: model.path };
      const { name, recipe, device, maxPixels, lenient } = runOf(source);
      const job = { source, name, target, recipe, model: entry, device, maxPixels, lenient };
      return engine.run(job).then(
        () => 'done',
        (error: unknown) => OffcutError.from(error).code,
      );
    };
    try {
      const outcomes = await Promise.all([hanging, good, good].map(outcome));
      expect(outcomes).toEqual(['picture-quarantined', 'done', 'done']);
      const reason = 'no progress for 15 s at the stage "decode"';
      expect(ends).toEqual([reason, reason]);
    } finally {
      await engine.close();
    }
    expect((await readdir(folder)).toSorted()).toEqual([
      'cutout-1',
      'cutout-2',
      'good.jpg',
      'hanging.jpg',
    ]);
  });
});
