import type { ErrorCode } from '../../../src/shared/errors.ts';

export const families = [
  'jpeg',
  'png',
  'webp',
  'gif',
  'tiff',
  'avif',
  'heic',
  'bmp',
  'metadata',
  'disguise',
  'mutation',
] as const;
export type Family = (typeof families)[number];

/** What may become of a file: a cutout, or an error of this code. */
export type Outcome = 'done' | ErrorCode;

export interface HostileFile {
  /** Of the file, one of its kind in the corpus; without separators. */
  readonly name: string;
  readonly family: Family;
  readonly bytes: Buffer;
  /** Every outcome that is right; one alone where there is only one. */
  readonly expected: readonly Outcome[];
  /** What is wrong with the file, or what it tries. */
  readonly why: string;
}

/** Named refusals of a file whose content decides which: anything but a crash, or a bug's code. */
export const refusals = [
  'input-damaged',
  'input-empty',
  'input-not-an-image',
  'input-format-unsupported',
  'input-too-large',
  'input-too-small',
] as const satisfies readonly ErrorCode[];

/** Any end but one that no file may bring about. */
export const anyNamed: readonly Outcome[] = ['done', ...refusals];

export const damaged: readonly Outcome[] = ['input-damaged'];
export const unknown: readonly Outcome[] = ['input-not-an-image'];
export const done: readonly Outcome[] = ['done'];
/** For flaws that a decoder may work around without taking a wrong pixel. */
export const doneOrDamaged: readonly Outcome[] = ['done', 'input-damaged'];

/** Makes the files of one family. */
export const makerOf =
  (family: Family, extension: string) =>
  (name: string, bytes: Buffer, expected: readonly Outcome[], why: string): HostileFile => ({
    name: `${family}-${name}.${extension}`,
    family,
    bytes,
    expected,
    why,
  });

/** A part of a file that its format gives a name: a segment, a chunk, a directory, a box. */
export interface Piece {
  readonly label: string;
  /** Its first byte, and the first one behind it. */
  readonly start: number;
  readonly end: number;
}

/**
 * A picture cut at every border of its parts, and in the middle of each part.
 * @param magic how many bytes say which format it is
 * @param afterPixels the label of the first part that no pixel depends on, if there is one
 */
export function truncations(
  make: ReturnType<typeof makerOf>,
  title: string,
  bytes: Buffer,
  pieces: readonly Piece[],
  { magic, afterPixels }: { readonly magic: number; readonly afterPixels?: string },
): readonly HostileFile[] {
  const seen = new Map<string, number>();
  let late = false;
  const cut = (where: string, part: string, at: number) => {
    const name = `${title}-cut-${where}-${part}`;
    const expected = at < magic ? unknown : late ? doneOrDamaged : damaged;
    return make(name, bytes.subarray(0, at), expected, `ends ${where} ${part}`);
  };
  return pieces.flatMap(({ label, start, end }) => {
    const number = (seen.get(label) ?? 0) + 1;
    seen.set(label, number);
    const part = number === 1 ? label : `${label}-${number}`;
    late ||= part === afterPixels;
    const middle = cut('within', part, start + Math.ceil((end - start) / 2));
    return start === 0 ? [middle] : [cut('before', part, start), middle];
  });
}
