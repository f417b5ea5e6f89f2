import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import Fastify from 'fastify';
import { afterEach, expect, it } from 'vitest';
import { eventually } from '../../../test/helpers/eventually.ts';
import { facts } from '../../../test/helpers/queue.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { sendCut } from './send.ts';

const newFolder = useTempFolder();
const app = Fastify();
afterEach(() => app.close());

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

it('sends cutouts of any size, many at once, each its own, and says when each is sent', async () => {
  const folder = await newFolder();
  // One is larger than what is ever read at once.
  const sizes = [0, 1, 1_000_000, 3_000_001, 16 << 20, (16 << 20) + 1];
  const cutouts = sizes.map((size, index) => {
    const content = randomBytes(size);
    return { file: path.join(folder, `${index}.png`), content, hash: hashOf(content) };
  });
  for (const { file, content } of cutouts) await writeFile(file, content);
  const disposed: string[] = [];
  app.get<{ Params: { index: string } }>('/:index', (request, reply) => {
    const { file, content } = cutouts[Number(request.params.index)] ?? { file: '', content: [] };
    const dispose = () => disposed.push(file);
    const cut = { file, facts: { ...facts, bytes: content.length }, ms: 1, credits: 1, dispose };
    return sendCut(reply, cut);
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const wanted = Array.from({ length: 18 }, (_, n) => n % cutouts.length);
  const answers = wanted.map(async (index) => {
    const answer = await fetch(`${url}/${index}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const { headers } = answer;
    return [headers.get('content-type'), headers.get('content-length'), hashOf(bytes)];
  });
  expect(await Promise.all(answers)).toEqual(
    wanted.map((index) => ['image/png', String(sizes[index]), cutouts[index]?.hash]),
  );
  // Whoever has it all has it a moment before the server hears of that.
  const sent = wanted.map((index) => cutouts[index]?.file).toSorted();
  await eventually(() => {
    expect(disposed.toSorted()).toEqual(sent);
  });
});

it('is refused, and keeps nothing, when the cutout is not there any more', async () => {
  const disposed: number[] = [];
  const gone = Fastify();
  gone.get('/', (_, reply) => {
    const file = '/nowhere/a.png';
    const dispose = () => disposed.push(1);
    return sendCut(reply, { file, facts, ms: 1, credits: 1, dispose });
  });
  const url = await gone.listen({ port: 0, host: '127.0.0.1' });
  expect((await fetch(url)).status).toBe(500);
  await eventually(() => {
    expect(disposed).toEqual([1]);
  });
  await gone.close();
});
