/** A part of a form. One without a filename is a text field. */
export interface Part {
  readonly name: string;
  readonly filename: string | undefined;
  readonly type: string | undefined;
  readonly bytes: Buffer;
}

const LINE = '\r\n';
const DISPOSITION = /^form-data; name="([^"\r\n]*)"(?:; filename="([^"\r\n]*)")?$/;
/** RFC 2046, 5.1.1: up to 70 characters, the last of which is no space. */
const BOUNDARY = /^[\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?]$/;

/** Browsers and undici escape these three in names (WHATWG HTML, multipart form data). */
const unescape = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%22', '"');

export function boundaryOf(contentType: string): string {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain ?? '';
  if (!BOUNDARY.test(boundary)) throw new Error(`no usable boundary in "${contentType}"`);
  return boundary;
}

function headersOf(block: string): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const line of block.split(LINE)) {
    const [, name, value] = /^([\w-]+): (.+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`"${line}" is no part header`);
    const key = name.toLowerCase();
    if (key in headers) throw new Error(`a part has two ${key} headers`);
    headers[key] = value;
  }
  return headers;
}

function partOf(bytes: Buffer): Part {
  const end = bytes.indexOf(LINE + LINE);
  if (end < 0) throw new Error('the headers of a part do not end');
  const headers = headersOf(bytes.subarray(0, end).toString('utf8'));
  // RFC 7578, 4.8: whatever else a part carries is to be ignored, so nobody has a reason to send it.
  const { 'content-disposition': disposition, 'content-type': type, ...others } = headers;
  const unknown = Object.keys(others);
  if (unknown.length > 0) throw new Error(`a part has the header ${unknown.join(', ')}`);
  const [, name, filename] = DISPOSITION.exec(disposition ?? '') ?? [];
  if (name === undefined) throw new Error(`a part has the disposition "${disposition ?? ''}"`);
  return {
    name: unescape(name),
    filename: filename === undefined ? undefined : unescape(filename),
    type,
    bytes: bytes.subarray(end + 4),
  };
}

/**
 * Reads a form as strictly as the strictest server would: nothing before the first boundary or
 * behind the last, and no part header that RFC 7578 does not know. Throws an Error that says what is
 * wrong.
 */
export function parseMultipart(body: Buffer, boundary: string): readonly Part[] {
  const mark = `--${boundary}`;
  if (body.indexOf(mark) !== 0) throw new Error('the form does not begin with its boundary');
  const parts: Part[] = [];
  let at = mark.length;
  while (body.toString('latin1', at, at + 2) === LINE) {
    const end = body.indexOf(LINE + mark, at);
    if (end < 0) throw new Error('the form has no closing boundary');
    parts.push(partOf(body.subarray(at + 2, end)));
    at = end + 2 + mark.length;
  }
  const rest = body.toString('latin1', at);
  if (rest !== '--' && rest !== `--${LINE}`)
    throw new Error('the form does not end at its boundary');
  return parts;
}
