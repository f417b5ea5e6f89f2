import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OutputFormat } from '../../shared/recipe.ts';
import { BufferPool } from '../files/buffer-pool.ts';
import type { Cut } from './work/cutter.ts';
import { ApiFailure } from './failure.ts';

export const mediaTypes: Readonly<Record<OutputFormat, string>> = {
  png: 'image/png',
  webp: 'image/webp',
  jpeg: 'image/jpeg',
  avif: 'image/avif',
  tiff: 'image/tiff',
};

/** Whole cutouts; hardly one of a photo is larger. */
const buffers = new BufferPool(16 << 20, 2);

/** Bytes that a stream reads at once: less costs more threads, more costs fresh memory. */
const CHUNK = 1 << 20;

/** What the client calls this server: the Host header was checked by then. */
export const baseOf = (request: FastifyRequest): string => `${request.protocol}://${request.host}`;

/** Sends a finished cutout, and keeps nothing of it. */
export async function sendCut(
  reply: FastifyReply,
  { file, facts, dispose }: Cut,
  type: string = mediaTypes[facts.format],
): Promise<FastifyReply> {
  reply.raw.once('close', () => {
    dispose();
  });
  reply.header('content-type', type).header('content-length', facts.bytes);
  if (facts.bytes > buffers.size) {
    return reply.send(createReadStream(file, { highWaterMark: CHUNK }));
  }
  const buffer = buffers.take();
  reply.raw.once('close', () => {
    buffers.giveBack(buffer);
  });
  return reply.send(await readInto(buffer, file));
}

/** Reads a file that is no larger than the buffer. */
async function readInto(buffer: Buffer, file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, bytes);
      if (bytesRead === 0) return buffer.subarray(0, bytes);
      bytes += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** Sends a picture that is kept. @throws ApiFailure `not-found` where it is not there any more */
export async function sendFile(
  reply: FastifyReply,
  file: string,
  type: string,
): Promise<FastifyReply> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw new ApiFailure('not-found', 'The picture is not there any more.', { cause: error });
  });
  const { size } = await handle.stat();
  reply.header('content-type', type).header('content-length', size);
  return reply.send(handle.createReadStream({ highWaterMark: CHUNK }));
}
