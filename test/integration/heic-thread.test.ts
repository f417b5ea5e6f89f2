import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/core/paths.ts';
import { decodeHeicHere } from '../../src/engine/codec/heic/decode-heic.ts';
import { heicThreads } from '../../src/engine/codec/heic/heic-threads.ts';
import { fixture } from '../helpers/fixtures.ts';

const decode = heicThreads(pathToFileURL(path.join(packageRoot(), 'dist', 'heic.js')));
const request = { file: fixture('heic/mug.heic'), maxPixels: 1e6, lenient: false };

it('decodes in a thread what it decodes without', async () => {
  const [here, there] = await Promise.all([decodeHeicHere(request), decode(request)]);
  expect(there).toMatchObject({ width: 600, height: 450, srgbCodes: true });
  expect(Buffer.compare(there.rgba, here.rgba)).toBe(0);
});

it('decodes several at once, and does not block meanwhile', async () => {
  let turns = 0;
  const turning = setInterval(() => turns++, 1);
  const all = await Promise.all(Array.from({ length: 4 }, () => decode(request)));
  clearInterval(turning);
  expect(all.map(({ width }) => width)).toEqual([600, 600, 600, 600]);
  // One call that blocked would let none through.
  expect(turns).toBeGreaterThan(5);
});

it('says what is wrong', async () => {
  const missing = { ...request, file: fixture('heic/none.heic') };
  await expect(decode(missing)).rejects.toThrow('ENOENT');
  const notHeic = { ...request, file: fixture('avif/sequence.avif') };
  await expect(decode(notHeic)).rejects.toMatchObject({ code: 'input-format-unsupported' });
});
