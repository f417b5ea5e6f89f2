import { it } from 'vitest';
import { useTempFolder } from '../helpers/temp.ts';
import { watchKilled } from '../helpers/watch-kill.ts';

const newFolder = useTempFolder();

/** The short form; `npm run test:faults` runs the long one. */
it('a watch that is killed again and again cuts each picture once', async () => {
  const folder = await newFolder();
  await watchKilled({ folder, transparent: 22, photos: 2, kills: 4, originals: 'leave' });
});
