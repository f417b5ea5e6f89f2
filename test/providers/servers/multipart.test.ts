import { describe, expect, it } from 'vitest';
import { boundaryOf, parseMultipart } from './multipart.ts';

const part = (headers: string, content = 'x') => `--b\r\n${headers}\r\n\r\n${content}\r\n`;
const disposition = 'Content-Disposition: form-data; name="a"';
const parse = (text: string) => parseMultipart(Buffer.from(text), 'b');

describe('a form', () => {
  it('is read with its files and fields, as undici writes them', async () => {
    const data = new FormData();
    data.append('text', 'one\r\ntwo');
    data.append('a "quoted" name', new Blob(['\0\r\n--b'], { type: 'image/png' }), 'p".png');
    const request = new Request('http://any', { method: 'POST', body: data });
    const boundary = boundaryOf(request.headers.get('content-type') ?? '');
    const bytes = Buffer.from(await request.arrayBuffer());
    expect(parseMultipart(bytes, boundary)).toEqual([
      { name: 'text', filename: undefined, type: undefined, bytes: Buffer.from('one\r\ntwo') },
      {
        name: 'a "quoted" name',
        filename: 'p".png',
        type: 'image/png',
        bytes: Buffer.from('\0\r\n--b'),
      },
    ]);
  });

  it('may be empty', () => {
    expect(parse('--b--\r\n')).toEqual([]);
    expect(parse('--b--')).toEqual([]);
  });

  it.each([
    ['has something before its boundary', `hello\r\n${part(disposition)}--b--`, /does not begin/],
    ['does not close', part(disposition), /does not end|no closing/],
    ['goes on behind its end', `${part(disposition)}--b--\r\nmore`, /does not end/],
    ['has a part without an end of headers', '--b\r\nContent-Type: a/b\r\n--b--', /do not end/],
    ['has a part without a name', `${part('Content-Type: a/b')}--b--`, /disposition ""/],
    ['has a part header twice', `${part(`${disposition}\r\n${disposition}`)}--b--`, /two/],
    ['has a header that is none', `${part('nonsense')}--b--`, /no part header/],
    ['has a header that is not known', `${part(`${disposition}\r\nX-A: b`)}--b--`, /x-a/],
    ['has an extended filename', `${part(`${disposition}; filename*=UTF-8''a`)}--b--`, /filename/],
  ])('is refused when it %s', (_, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it('needs a boundary', () => {
    expect(boundaryOf('multipart/form-data; boundary="a b"')).toBe('a b');
    expect(() => boundaryOf('multipart/form-data')).toThrow('no usable boundary');
    expect(() => boundaryOf(`multipart/form-data; boundary=${'x'.repeat(71)}`)).toThrow();
  });
});
