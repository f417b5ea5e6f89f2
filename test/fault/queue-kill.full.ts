import { beforeAll, describe, it } from 'vitest';
import { buildChild } from '../helpers/queue-kill.ts';
import { killFastRounds, killRealRounds } from '../helpers/queue-kill-rounds.ts';
import { useTempFolder } from '../helpers/temp.ts';

const newFolder = useTempFolder();

beforeAll(buildChild);

describe('a queue whose owner is killed again and again, at length', () => {
  it('loses no job and doubles no output in 50 rounds', async () => {
    await killFastRounds(await newFolder(), 50);
  });

  it('loses no job and doubles no output in 10 rounds with the real engine', async () => {
    await killRealRounds(await newFolder(), 10);
  });
});
