import { beforeAll, describe, it } from 'vitest';
import { buildChild } from '../helpers/queue-kill.ts';
import { killFastRounds, killRealRounds } from '../helpers/queue-kill-rounds.ts';
import { useTempFolder } from '../helpers/temp.ts';

const newFolder = useTempFolder();

beforeAll(buildChild);

/** The short form; `npm run test:faults` runs the long one. */
describe('a queue whose owner is killed again and again', () => {
  it('loses no job and doubles no output, killed at every step', async () => {
    await killFastRounds(await newFolder(), 6);
  });

  it('loses no job and doubles no output, with the real engine', async () => {
    await killRealRounds(await newFolder(), 1);
  });
});
