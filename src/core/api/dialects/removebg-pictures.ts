import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { ApiFailure, invalidField } from '../failure.ts';
import { failureOf } from '../failure-of.ts';
import { readForm } from '../form.ts';
import type { UploadedFile, UploadFolder } from '../work/uploads.ts';
import { givenFields } from '../given-fields.ts';

/** 22 MB, as documented last; it was 12 MB before. */
const MAX_BYTES = 22_000_000;
/** Two pictures and the fields; as base64, there is one. */
export const MAX_BODY = 2 * MAX_BYTES + 1_000_000;

/** What a request holds, however it was sent. */
export interface RemoveBgBody {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, UploadedFile>>;
}

/** @throws ApiFailure */
export async function readBody(
  request: FastifyRequest,
  upload: UploadFolder,
): Promise<RemoveBgBody> {
  if (!request.isMultipart()) return { fields: givenFields(request.body), files: {} };
  const { fields, files } = await readForm(request, upload, {
    files: ['image_file', 'bg_image_file'],
    // What is a little too large is refused by a rule of this dialect, further down.
    maxBytes: MAX_BODY,
    maxFieldBytes: MAX_BODY,
  });
  // Forms of browsers send a file that was not chosen as one of no bytes and no name.
  const sent = Object.entries(files).filter(([, { bytes }]) => bytes > 0);
  return { fields: givenFields(fields), files: Object.fromEntries(sent) };
}

const takenKinds: ReadonlySet<string> = new Set(['png', 'jpeg', 'webp']);

function checked(file: UploadedFile): UploadedFile {
  if (file.bytes > MAX_BYTES) {
    throw new ApiFailure('body-too-large', `File exceeds limit of ${MAX_BYTES / 1_000_000} MB`);
  }
  if (takenKinds.has(file.kind)) return file;
  throw new ApiFailure('not-a-picture', 'Expected jpg, png or webp');
}

/** A whole picture as text, `data:` or not; lines of it may be broken, as mail does. */
const DATA_URL = /^data:[\w.+/;=-]*;base64,/i;
/** Not a blank: that is what is left of a `+` in a form that was not encoded. */
const BREAKS = /[\r\n\t]+/g;
const BASE64 = /^[A-Za-z\d+/]+={0,2}$/;
/** Characters that are decoded at once; a multiple of four. */
const PIECE = 65_536;

function* decoded(base64: string): Generator<Buffer> {
  for (let at = 0; at < base64.length; at += PIECE) {
    yield Buffer.from(base64.slice(at, at + PIECE), 'base64');
  }
}

/** @throws ApiFailure `invalid`, and those of `receive` */
function receiveBase64(upload: UploadFolder, given: string): Promise<UploadedFile> {
  const text = given.replace(DATA_URL, '').replace(BREAKS, '');
  if (!BASE64.test(text)) throw invalidField('image_file_b64', 'is not base64');
  const limit = { name: undefined, maxBytes: MAX_BODY };
  return upload.receive('source', Readable.from(decoded(text)), limit);
}

/** Fetches a picture; that it failed says which field it was. */
async function fetched(
  upload: UploadFolder,
  role: string,
  given: { readonly field: string; readonly url: string },
  gone: AbortSignal,
): Promise<UploadedFile> {
  try {
    return await upload.fetch(role, given.url, gone);
  } catch (error) {
    const { kind, message } = failureOf(error);
    if (kind !== 'fetch') throw error;
    const problems = [{ field: given.field, message }];
    throw new ApiFailure('fetch', message, { problems, cause: error });
  }
}

const isGiven = <T>(value: T | undefined): value is T => value !== undefined;

/**
 * Exactly one picture, and at most one background.
 * @throws ApiFailure `missing-picture`, `several-pictures`
 */
export function checkSources({ fields, files }: RemoveBgBody): void {
  const given = [files['image_file'], fields['image_url'], fields['image_file_b64']];
  const count = given.filter(isGiven).length;
  const sources = 'image_url, image_file or image_file_b64';
  if (count > 1) throw new ApiFailure('several-pictures', `Please provide either ${sources}.`);
  if (count === 0) {
    throw new ApiFailure('missing-picture', `Please provide the source image in ${sources}.`);
  }
  const behind = [files['bg_image_file'], fields['bg_image_url'], fields['bg_color']];
  if (behind.filter(isGiven).length > 1) {
    const message = 'Please provide either bg_color, bg_image_url or bg_image_file.';
    const problems = [{ field: 'bg_color', message }];
    throw new ApiFailure('several-pictures', message, { problems });
  }
}

/**
 * The picture that is to be cut out.
 * @throws ApiFailure
 */
export async function sourceOf(
  { fields, files }: RemoveBgBody,
  upload: UploadFolder,
  gone: AbortSignal,
): Promise<UploadedFile> {
  const { image_file: file } = files;
  const { image_url: url, image_file_b64: base64 = '' } = fields;
  if (file !== undefined) return checked(file);
  if (url === undefined) return checked(await receiveBase64(upload, base64));
  return checked(await fetched(upload, 'source', { field: 'image_url', url }, gone));
}

/**
 * The picture that is to lie behind the subject, if one was sent.
 * @throws ApiFailure
 */
export async function backgroundPictureOf(
  { fields, files }: RemoveBgBody,
  upload: UploadFolder,
  gone: AbortSignal,
): Promise<UploadedFile | undefined> {
  const { bg_image_file: file } = files;
  const { bg_image_url: url } = fields;
  if (file !== undefined) return checked(file);
  if (url === undefined) return undefined;
  return checked(await fetched(upload, 'bg_image_file', { field: 'bg_image_url', url }, gone));
}
