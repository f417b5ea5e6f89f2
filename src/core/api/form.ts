import type { Multipart, MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { OffcutError } from '../../shared/errors.ts';
import { ApiFailure, invalidField } from './failure.ts';
import { tooLarge, type UploadedFile, type UploadFolder } from './work/uploads.ts';

export interface FormWish {
  /** The files that are taken, by their fields; other files are passed over. */
  readonly files: readonly string[];
  /** Bytes of one file. */
  readonly maxBytes: number;
  /** Bytes of one text field; by default 64 kB. */
  readonly maxFieldBytes?: number;
  /** By default 60. */
  readonly maxParts?: number;
  /** Takes files of fields that come more than once. Returns whether it took it. */
  readonly take?: (part: MultipartFile) => Promise<boolean>;
}

export interface Form {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, UploadedFile>>;
}

/** Bytes of a file that are taken in while it is made ready for, or written: nobody waits then. */
const READ_AHEAD = 256 << 10;

/** Parts that a form may have where more are not asked for. */
const MAX_PARTS = 60;

async function readPart(
  part: Multipart,
  upload: UploadFolder,
  wish: FormWish,
  form: { fields: Record<string, string>; files: Record<string, UploadedFile> },
): Promise<void> {
  const { fieldname: name } = part;
  if (part.type === 'field') {
    if (Object.hasOwn(form.fields, name)) throw invalidField(name, 'is given twice');
    if (part.valueTruncated) throw invalidField(name, 'is too long');
    form.fields[name] = typeof part.value === 'string' ? part.value : JSON.stringify(part.value);
    return;
  }
  if (await wish.take?.(part)) return;
  if (!wish.files.includes(name)) {
    part.file.resume();
    return;
  }
  if (Object.hasOwn(form.files, name)) {
    throw new ApiFailure('several-pictures', `${name}: only one file is taken.`);
  }
  const given = { name: part.filename, maxBytes: wish.maxBytes };
  form.files[name] = await upload.receive(name, part.file, given);
  if (part.file.truncated) throw tooLarge(wish.maxBytes);
}

const isFastify = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('FST_');

/**
 * Reads a multipart form; its files are written to the request's folder while they come. The caller
 * removes that when this throws.
 * @throws ApiFailure: it is no form, or not a whole one, or too much is in it
 */
export async function readForm(
  request: FastifyRequest,
  upload: UploadFolder,
  wish: FormWish,
): Promise<Form> {
  if (!request.isMultipart()) {
    throw new ApiFailure('wrong-body', 'The body has to be multipart/form-data.');
  }
  const form = { fields: {}, files: {} };
  const limits = {
    fileSize: wish.maxBytes + 1,
    fieldSize: wish.maxFieldBytes ?? 64_000,
    parts: wish.maxParts ?? MAX_PARTS,
    headerPairs: 20,
  };
  try {
    for await (const part of request.parts({ limits, fileHwm: READ_AHEAD })) {
      await readPart(part, upload, wish, form);
    }
  } catch (error) {
    if (error instanceof ApiFailure || error instanceof OffcutError || isFastify(error))
      throw error;
    // What the parser of forms does not understand, or a body that ends too early.
    throw new ApiFailure('invalid', 'The form is malformed.', { cause: error });
  }
  return form;
}
