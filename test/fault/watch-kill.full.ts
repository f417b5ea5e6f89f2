import { it } from 'vitest';
import { useTempFolder } from '../helpers/temp.ts';
import { watchKilled } from '../helpers/watch-kill.ts';

const newFolder = useTempFolder();

it('a watch that is killed again and again cuts each of 200 pictures once', async () => {
  const folder = await newFolder();
  await watchKilled({ folder, transparent: 188, photos: 12, kills: 24, originals: 'done' });
});
