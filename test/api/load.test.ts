import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { OffcutError } from '../../src/shared/errors.ts';
import { eventually } from '../helpers/eventually.ts';
import { form, post, take } from '../providers/servers/requests-in-tests.ts';
import { useApi } from './setting.ts';

const startApi = useApi();

/** A picture that is told from others by its width. */
const pictureOf = (width: number): Promise<Buffer> =>
  sharp({ create: { width, height: 20, channels: 3, background: '#46a' } })
    .jpeg()
    .toBuffer();

it('answers 200 clients at once with their own cutouts, and loses none', async () => {
  const api = await startApi({ concurrency: 8, before: () => sleep(5) });
  const headers = { 'x-api-key': api.key, authorization: `Bearer ${api.key}` };
  const widths = Array.from({ length: 200 }, (_, index) => 20 + index);
  const results = await Promise.all(
    widths.map(async (width, index) => {
      const picture = await pictureOf(width);
      if (index % 4 === 3) {
        const job = await post(`${api.url}/v1/jobs`, headers, form({ image: picture }));
        expect(job.status).toBe(202);
        return { width, job: (job.json() as { id: string }).id };
      }
      const [address, field] =
        index % 2 === 0
          ? ['/clipdrop/remove-background/v1', 'image_file']
          : ['/v1/cutouts', 'image'];
      const answer = await post(`${api.url}${address}`, headers, form({ [field]: picture }));
      expect(answer.status).toBe(200);
      return { width, bytes: answer.bytes };
    }),
  );
  for (const { width, job, bytes } of results) {
    let cutout = bytes;
    if (job !== undefined) {
      await eventually(async () => {
        const result = await take(`${api.url}/v1/jobs/${job}/result`, { headers });
        expect(result.status).toBe(200);
        cutout = result.bytes;
      });
    }
    expect((await sharp(cutout).metadata()).width).toBe(width);
  }
  expect(api.runs).toHaveLength(200);
  expect(api.keys.list().at(-1)?.used).toBe(200);
  await eventually(async () => {
    expect(api.owner.queue.batches()).toEqual([]);
    expect(await readdir(path.join(api.dataFolder, 'api/uploads'))).toEqual([]);
    expect(await readdir(path.join(api.dataFolder, 'api/results'))).toHaveLength(50);
  });
});

it('never gives out more credits than a quota has, however many ask at once', async () => {
  let runs = 0;
  const api = await startApi({
    key: { quota: 30 },
    before: async () => {
      await sleep(5);
      // Every third fails, and gives its credit back.
      if (++runs % 3 === 0) throw new OffcutError('matte-invalid');
    },
  });
  const headers = { 'x-api-key': api.key };
  const image = await pictureOf(30);
  const statuses: number[] = [];
  for (let refused = 0; refused < 40;) {
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => post(`${api.url}/v1/cutouts`, headers, form({ image }))),
    );
    statuses.push(...answers.map(({ status }) => status));
    refused = answers.filter(({ status }) => status === 402).length;
  }
  const count = (wanted: number) => statuses.filter((status) => status === wanted).length;
  expect(count(200)).toBe(30);
  expect(count(500)).toBeGreaterThan(0);
  expect(count(200) + count(402) + count(500)).toBe(statuses.length);
  expect(api.keys.list().at(-1)?.used).toBe(30);
});
