import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { OffcutError, reasonOf } from '../../shared/errors.ts';
import type { Model } from '../../shared/model.ts';
import { hashOpenFile } from '../files/hash-file.ts';
import { writeFileAtomically } from '../files/write-file.ts';

/** What is known of a model's file; `damaged`: its size or its checksum is not the catalogue's. */
export type ModelState = 'ready' | 'missing' | 'damaged';

/** The record of files whose checksum was computed before, kept beside the models. */
export const recordName = '.verified.json';

const recordSchema = z.record(
  z.string(),
  z.object({ size: z.number(), mtimeMs: z.number(), sha256: z.string() }),
);

type VerifiedRecord = z.output<typeof recordSchema>;

/** The record; empty when it is missing or damaged, which costs only hashing again. */
async function readRecord(directory: string): Promise<VerifiedRecord> {
  try {
    const text = await readFile(path.join(directory, recordName), 'utf8');
    return recordSchema.parse(JSON.parse(text));
  } catch {
    return {};
  }
}

/**
 * Remembers that the model's file in `directory` is as the catalogue says, as of now. A folder that
 * cannot be written to is not a failure: the file is hashed again next time.
 */
export async function recordVerified(
  model: Model,
  directory: string,
  facts: { readonly size: number; readonly mtimeMs: number },
): Promise<void> {
  const record: VerifiedRecord = {
    ...(await readRecord(directory)),
    [model.file]: { size: facts.size, mtimeMs: facts.mtimeMs, sha256: model.sha256 },
  };
  const bytes = Buffer.from(`${JSON.stringify(record, null, 2)}\n`);
  await writeFileAtomically(path.join(directory, recordName), bytes).catch(() => undefined);
}

/**
 * Whether the model's file in `directory` is there and whole. Its SHA-256 is computed, unless
 * `.verified.json` says that it was right when the file had the same size and time.
 *
 * Throws OffcutError `model-unusable` when the file is there but cannot be read.
 */
export async function stateOfModel(model: Model, directory: string): Promise<ModelState> {
  const file = path.join(directory, model.file);
  try {
    const facts = await stat(file);
    if (!facts.isFile() || facts.size !== model.size) return 'damaged';
    const known = (await readRecord(directory))[model.file];
    if (
      known?.size === facts.size &&
      known.mtimeMs === facts.mtimeMs &&
      known.sha256 === model.sha256
    ) {
      return 'ready';
    }
    const handle = await open(file, 'r');
    try {
      // Taken from the open file, before reading: a file replaced meanwhile is not vouched for.
      const { size, mtimeMs } = await handle.stat();
      if ((await hashOpenFile(handle)) !== model.sha256) return 'damaged';
      await recordVerified(model, directory, { size, mtimeMs });
      return 'ready';
    } finally {
      await handle.close();
    }
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === 'ENOENT' || reason === 'ENOTDIR') return 'missing';
    throw new OffcutError(
      'model-unusable',
      { id: model.id, reason: `${file} cannot be read: ${reason}` },
      { cause: error },
    );
  }
}
