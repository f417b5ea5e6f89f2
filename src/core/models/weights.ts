import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { OffcutError, reasonOf } from '../../shared/errors.ts';
import type { Model } from '../../shared/model.ts';

export const sha256Of = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** An index file's entry. A chunk's name is its SHA-256; `offsets` are its first byte and its end. */
const entrySchema = z.object({
  size: z.int().positive(),
  chunks: z
    .array(
      z.object({
        hash: z.string().regex(/^[0-9a-f]{64}$/),
        offsets: z.tuple([z.int().nonnegative(), z.int().positive()]),
      }),
    )
    .min(1),
});

type Entry = z.output<typeof entrySchema>;

const manifestSchema = z.object({ version: z.string() });

/**
 * The folder of an installed npm package, searched for in `node_modules` from the folder `from`
 * upwards, as Node does; undefined when it is not installed.
 *
 * It is searched by hand because a package with an `exports` map need not let its package.json be
 * resolved.
 */
async function findPackage(name: string, from: string): Promise<Package | undefined> {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name);
    const manifest = await readFile(path.join(candidate, 'package.json'), 'utf8').catch(() => null);
    if (manifest !== null) return { folder: candidate, manifest };
    if (path.dirname(folder) === folder) return undefined;
  }
}

interface Package {
  readonly folder: string;
  readonly manifest: string;
}

/** Whether the package that carries the model's weights is installed, whole or not. */
export const hasWeights = async (model: Model, from: string): Promise<boolean> =>
  (await findPackage(model.source.package, from)) !== undefined;

/**
 * The weights of a model as they are published: the whole file's bytes, put together from the
 * chunks of the npm package that carries them. `from` is the folder whose `node_modules` (and its
 * parents') are searched.
 *
 * The package's version, every chunk's SHA-256, and the whole's size and SHA-256 are checked.
 * Throws OffcutError `model-source-damaged` with the first thing that is wrong.
 */
export async function readWeights(model: Model, from: string): Promise<Uint8Array> {
  const { source } = model;
  const damaged = (reason: string): OffcutError =>
    new OffcutError('model-source-damaged', { id: model.id, reason });

  const found = await findPackage(source.package, from);
  if (found === undefined) throw damaged(`${source.package} is not installed`);
  const manifest = manifestSchema.safeParse(parseJson(found.manifest));
  const version = manifest.success ? manifest.data.version : 'unknown';
  if (version !== source.version) {
    throw damaged(`version ${version} of ${source.package} is installed, not ${source.version}`);
  }

  const indexFile = path.join(found.folder, source.index);
  const text = await readFile(indexFile, 'utf8').catch((error: unknown) => {
    throw damaged(`${source.index} cannot be read: ${reasonOf(error)}`);
  });
  const entry = findEntry(parseJson(text), source.entry);
  if (entry === undefined) throw damaged(`${source.index} does not list ${source.entry}`);
  if (entry.size !== source.size) {
    throw damaged(`${source.index} promises ${entry.size} bytes, not ${source.size}`);
  }

  const whole = new Uint8Array(source.size);
  let end = 0;
  for (const { hash, offsets } of entry.chunks) {
    const short = hash.slice(0, 12);
    const chunk = await readFile(path.join(path.dirname(indexFile), hash)).catch(
      (error: unknown) => {
        const reason = reasonOf(error);
        throw damaged(
          reason === 'ENOENT'
            ? `the chunk ${short} is missing`
            : `the chunk ${short} cannot be read: ${reason}`,
        );
      },
    );
    if (sha256Of(chunk) !== hash) throw damaged(`the chunk ${short} has a wrong checksum`);
    if (offsets[0] !== end || offsets[1] !== end + chunk.length || offsets[1] > whole.length) {
      throw damaged(`${source.index} misplaces the chunk ${short}`);
    }
    whole.set(chunk, end);
    end = offsets[1];
  }
  if (end !== whole.length) throw damaged(`its chunks are ${end} bytes, not ${whole.length}`);
  if (sha256Of(whole) !== source.sha256) {
    throw damaged('its chunks put together have a wrong checksum');
  }
  return whole;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function findEntry(index: unknown, name: string): Entry | undefined {
  const entries = z.record(z.string(), z.unknown()).safeParse(index);
  if (!entries.success || !Object.hasOwn(entries.data, name)) return undefined;
  return entrySchema.safeParse(entries.data[name]).data;
}
