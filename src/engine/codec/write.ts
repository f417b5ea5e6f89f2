import { open, rm } from 'node:fs/promises';
import type { Size } from '../../shared/cutout.ts';
import { OffcutError, reasonOf } from '../../shared/errors.ts';
import type { OutputFormat } from '../../shared/recipe.ts';
import { writeError } from '../../shared/write-error.ts';
import { sharp } from './image-library.ts';

/** libvips names an AVIF file by its container. */
const writtenFormat = (format: OutputFormat) => (format === 'avif' ? 'heif' : format);

async function verify(file: string, { width, height }: Size, format: OutputFormat): Promise<void> {
  let found: string;
  try {
    const metadata = await sharp(file, { limitInputPixels: false }).metadata();
    found = `${metadata.format} ${metadata.width} x ${metadata.height}`;
  } catch (error) {
    throw new OffcutError('output-not-verified', { reason: reasonOf(error) }, { cause: error });
  }
  const expected = `${writtenFormat(format)} ${width} x ${height}`;
  if (found !== expected) {
    throw new OffcutError('output-not-verified', { reason: `${found} in place of ${expected}` });
  }
}

/**
 * Writes an encoded picture to a temporary file of core's naming, down to the disk, and reads its
 * header back. What an engine that was killed while writing left there is replaced. A file that
 * could not be written whole is removed.
 * @throws OffcutError `output-disk-full`, `output-unwritable`, `output-name-too-long`,
 *   `output-not-verified`
 */
export async function writeVerified(
  file: string,
  bytes: Buffer,
  size: Size,
  format: OutputFormat,
): Promise<void> {
  let created = false;
  try {
    const handle = await open(file, 'w');
    created = true;
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await verify(file, size, format);
  } catch (error) {
    if (created) await rm(file, { force: true });
    throw writeError(error, file);
  }
}
