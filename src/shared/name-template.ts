import { OffcutError } from './errors.ts';

/** What a template may say in braces. A fixed list: nothing in a template is ever evaluated. */
export const nameTokens = [
  'name',
  'ext',
  'parent',
  'index',
  'date',
  'time',
  'width',
  'height',
  'model',
  'preset',
] as const;
export type NameToken = (typeof nameTokens)[number];

/** Those that are numbers, and so may be padded with zeros. */
const numberTokens: ReadonlySet<NameToken> = new Set(['index', 'width', 'height']);
const MOST_DIGITS = 12;

type Part =
  | { readonly kind: 'text'; readonly text: string }
  /** `digits`: a number is padded with zeros to this many; 0: as it is. */
  | { readonly kind: 'token'; readonly token: NameToken; readonly digits: number };

/** One folder's name, or the file's. */
export type NameSegment = readonly Part[];

export interface NameTemplate {
  readonly folders: readonly NameSegment[];
  /** Without the extension, which is the output format's own. */
  readonly file: NameSegment;
}

export type TokenValues = Readonly<Record<NameToken, string | number>>;

export const DEFAULT_NAME_TEMPLATE = '{name}';

const PIECES = /\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g;
const TOKEN = /^([^:]*)(?::(.*))?$/s;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const DRIVE = /^[a-z]:/i;

const isToken = (text: string): text is NameToken =>
  (nameTokens as readonly string[]).includes(text);

/** What can be wrong with a template; front doors that speak other languages have their words for it. */
export const nameProblems = [
  'unknown-token',
  'not-a-number',
  'digits',
  'lone-brace',
  'absolute',
  'empty-name',
  'dots',
  'empty',
  'backslash',
  'control-character',
] as const;
export type NameProblem = (typeof nameProblems)[number];

/** Carries the reason, in words, to `parseNameTemplate`; `about`: the part of the template. */
class Unusable extends Error {
  readonly problem: NameProblem;
  readonly about: string;

  constructor(problem: NameProblem, reason: string, about = '') {
    super(reason);
    this.problem = problem;
    this.about = about;
  }
}

function parseToken(inside: string): Part {
  const [, token = '', padding] = TOKEN.exec(inside) ?? [];
  if (!isToken(token)) {
    const known = nameTokens.map((name) => `{${name}}`).join(', ');
    throw new Unusable('unknown-token', `there is no {${token}}; known are ${known}`, `{${token}}`);
  }
  if (padding === undefined) return { kind: 'token', token, digits: 0 };
  if (!numberTokens.has(token)) {
    throw new Unusable(
      'not-a-number',
      `{${token}} is no number, so it cannot be padded`,
      `{${token}}`,
    );
  }
  const digits = /^\d{1,2}$/.test(padding) ? Number(padding) : 0;
  if (digits < 1 || digits > MOST_DIGITS) {
    throw new Unusable(
      'digits',
      `write {${token}:4} with 1 to ${MOST_DIGITS} digits, not {${inside}}`,
      `{${token}:4}`,
    );
  }
  return { kind: 'token', token, digits };
}

function parsePiece(piece: string, inside: string | undefined): Part {
  if (inside !== undefined) return parseToken(inside);
  if (piece === '{{' || piece === '}}') return { kind: 'text', text: piece.charAt(0) };
  if (piece === '{' || piece === '}') {
    throw new Unusable(
      'lone-brace',
      `a brace stands alone; write ${piece}${piece} for one in the name`,
      `${piece}${piece}`,
    );
  }
  return { kind: 'text', text: piece };
}

/** Splits at the slashes of the template's own text; those in values never make folders. */
function splitAtSlashes(parts: readonly Part[]): readonly NameSegment[] {
  const segments: Part[][] = [[]];
  for (const part of parts) {
    if (part.kind === 'token') {
      segments.at(-1)?.push(part);
      continue;
    }
    for (const [at, text] of part.text.split('/').entries()) {
      if (at > 0) segments.push([]);
      if (text !== '') segments.at(-1)?.push({ kind: 'text', text });
    }
  }
  return segments;
}

const literal = (segment: NameSegment) =>
  segment.every((part) => part.kind === 'text')
    ? segment.map(({ text }) => text).join('')
    : undefined;

function checkSegments(segments: readonly NameSegment[]): void {
  for (const [at, segment] of segments.entries()) {
    const text = literal(segment);
    if (text === '') {
      throw at === 0
        ? new Unusable('absolute', 'it is an absolute path')
        : new Unusable('empty-name', 'a name beside a slash is empty');
    }
    if (text === '.' || text === '..') throw new Unusable('dots', `"${text}" is no name`, text);
  }
}

function parse(text: string): readonly NameSegment[] {
  if (text === '') throw new Unusable('empty', 'it is empty');
  if (text.includes('\\')) throw new Unusable('backslash', 'write / for sub-folders, not \\');
  if (CONTROL.test(text)) throw new Unusable('control-character', 'it holds a control character');
  if (DRIVE.test(text)) throw new Unusable('absolute', 'it is an absolute path');
  const parts = [...text.matchAll(PIECES)].map(([piece, inside]) => parsePiece(piece, inside));
  const segments = splitAtSlashes(parts);
  checkSegments(segments);
  return segments;
}

/**
 * Reads a template such as `{parent}/{name}-{index:4}`: tokens in braces, `{{` and `}}` for braces
 * themselves, `/` for sub-folders.
 * @throws OffcutError `name-template-invalid`: an unknown token, a brace that stands alone, an
 *   empty name, `.` or `..`, an absolute path, a backslash, a control character
 */
export function parseNameTemplate(text: string): NameTemplate {
  try {
    const segments = parse(text);
    return { folders: segments.slice(0, -1), file: segments.at(-1) ?? [] };
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    throw new OffcutError('name-template-invalid', {
      template: text,
      reason: error.message,
      problem: error.problem,
      about: error.about,
    });
  }
}

/** Whether each output is called as its source, and no more is said. */
export function isDefaultTemplate({ folders, file }: NameTemplate): boolean {
  const [part] = file;
  return folders.length === 0 && file.length === 1 && isNamed(part, 'name');
}

/** Whether any of `tokens` stands in the template. */
export function usesToken(
  { folders, file }: NameTemplate,
  ...tokens: readonly NameToken[]
): boolean {
  return tokens.some((token) => countToken([...folders, file].flat(), token) > 0);
}

/** The template without `ending` where that is written out: nobody means `mug.png.png`. */
export function withoutEnding(template: NameTemplate, ending: string): NameTemplate {
  const { file } = template;
  const last = file.at(-1);
  if (last?.kind !== 'text' || !last.text.toLowerCase().endsWith(ending)) return template;
  const text = last.text.slice(0, -ending.length);
  const rest = text === '' ? [] : [{ kind: 'text', text } as const];
  const shorter = [...file.slice(0, -1), ...rest];
  return shorter.length === 0 ? template : { ...template, file: shorter };
}

/** Writes a segment out. Values are taken as they are: making a safe name of it comes after. */
export function fillSegment(segment: NameSegment, values: TokenValues): string {
  return segment
    .map((part) => {
      if (part.kind === 'text') return part.text;
      return String(values[part.token]).padStart(part.digits, '0');
    })
    .join('');
}

const isNamed = (part: Part | undefined, token: NameToken) =>
  part?.kind === 'token' && part.token === token;

/** How often a token stands in one segment. */
export const countToken = (segment: NameSegment, token: NameToken) =>
  segment.filter((part) => isNamed(part, token)).length;

const two = (value: number) => String(value).padStart(2, '0');

/** `2026-11-24` and `14-05-33`, in the local time of the machine: what its owner's clock says. */
export function clockTokens(now: Date): Pick<TokenValues, 'date' | 'time'> {
  const year = String(now.getFullYear()).padStart(4, '0');
  return {
    date: `${year}-${two(now.getMonth() + 1)}-${two(now.getDate())}`,
    time: `${two(now.getHours())}-${two(now.getMinutes())}-${two(now.getSeconds())}`,
  };
}
