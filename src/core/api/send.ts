import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OutputFormat } from '../../shared/recipe.ts';
import type { Cut } from './work/cutter.ts';
import { ApiFailure } from './failure.ts';

export const mediaTypes: Readonly<Record<OutputFormat, string>> = {
  png: 'image/png',
  webp: 'image/webp',
  jpeg: 'image/jpeg',
  avif: 'image/avif',
  tiff: 'image/tiff',
};

/** Bytes that are read at once: most pictures are one read, and each goes through a thread. */
const CHUNK = 4 << 20;

/** What the client calls this server: the Host header was checked by then. */
export const baseOf = (request: FastifyRequest): string => `${request.protocol}://${request.host}`;

/** Sends a finished cutout, and keeps nothing of it. */
export async function sendCut(
  reply: FastifyReply,
  { file, facts, dispose }: Cut,
  type: string = mediaTypes[facts.format],
): Promise<FastifyReply> {
  reply.raw.once('close', () => {
    void dispose().catch(() => undefined);
  });
  reply.header('content-type', type);
  if (facts.bytes <= CHUNK) return reply.send(await readFile(file));
  reply.header('content-length', facts.bytes);
  return reply.send(createReadStream(file, { highWaterMark: CHUNK }));
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
