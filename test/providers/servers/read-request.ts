import type { IncomingMessage } from 'node:http';
import { boundaryOf, parseMultipart, type Part } from './multipart.ts';

export interface SeenFile {
  readonly filename: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** A request as it arrived. What its body is not, is empty: a form has no `json`. */
export interface SeenRequest {
  /** What the provider does with it; undefined where nothing is documented at its path. */
  readonly step: string | undefined;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** By lower-case name; one that came twice is joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** As sent; empty where none was. */
  readonly contentType: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, SeenFile>>;
  readonly json: unknown;
  readonly bodyLength: number;
  /** Milliseconds on the process's monotonic clock, when the body was complete. */
  readonly at: number;
}

export type BodyKind = 'multipart' | 'urlencoded' | 'json';

const kinds: Readonly<Record<string, BodyKind>> = {
  'multipart/form-data': 'multipart',
  'application/x-www-form-urlencoded': 'urlencoded',
  'application/json': 'json',
};

/** Undefined for a content type that none of the providers takes. */
export const bodyKind = (contentType: string): BodyKind | undefined =>
  kinds[(contentType.split(';')[0] ?? '').trim().toLowerCase()];

/** Twice the largest upload that any of the providers documents. */
const BODY_CAP = 64 * 1024 * 1024;

/** The body; `too-large` as soon as it is over the cap, and `gone` when the client broke it off. */
export async function readBody(request: IncomingMessage): Promise<Buffer | 'too-large' | 'gone'> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > BODY_CAP) return 'too-large';
      chunks.push(chunk);
    }
  } catch {
    return 'gone';
  }
  return Buffer.concat(chunks);
}

export interface DecodedBody extends Pick<SeenRequest, 'fields' | 'files' | 'json'> {
  /** What is wrong with the body whichever provider it is for. */
  readonly problems: readonly string[];
}

const nothing: DecodedBody = { fields: {}, files: {}, json: undefined, problems: [] };

const repeated = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, i) => names.indexOf(name) !== i)),
];

const twice = (names: readonly string[]): readonly string[] =>
  repeated(names).map((name) => `the field ${name} was sent more than once`);

function decodeForm(parts: readonly Part[]): DecodedBody {
  const fields = new Map<string, string>();
  const files = new Map<string, SeenFile>();
  const problems = [...twice(parts.map(({ name }) => name))];
  for (const { name, filename, type, bytes } of parts) {
    if (filename === undefined) fields.set(name, bytes.toString('utf8'));
    else files.set(name, { filename, type: type ?? '', bytes });
    if (filename === '') problems.push(`the file ${name} has no filename`);
    if (filename !== undefined && type === undefined) problems.push(`the file ${name} has no type`);
  }
  return {
    ...nothing,
    fields: Object.fromEntries(fields),
    files: Object.fromEntries(files),
    problems,
  };
}

function decodeUrlencoded(bytes: Buffer): DecodedBody {
  const entries = [...new URLSearchParams(bytes.toString('utf8'))];
  return {
    ...nothing,
    fields: Object.fromEntries(entries),
    problems: twice(entries.map(([name]) => name)),
  };
}

function decodeKind(kind: BodyKind, contentType: string, bytes: Buffer): DecodedBody {
  switch (kind) {
    case 'multipart':
      return decodeForm(parseMultipart(bytes, boundaryOf(contentType)));
    case 'urlencoded':
      return decodeUrlencoded(bytes);
    case 'json':
      return { ...nothing, json: JSON.parse(bytes.toString('utf8')) as unknown };
  }
}

/** What a body says by its content type. A body that is not what it claims to be says nothing. */
export function decodeBody(contentType: string, bytes: Buffer): DecodedBody {
  const kind = bodyKind(contentType);
  if (kind === undefined || bytes.length === 0) return nothing;
  try {
    return decodeKind(kind, contentType, bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...nothing, problems: [`the ${kind} body cannot be read: ${reason}`] };
  }
}
