import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../../test/helpers/refusal.ts';
import { classOfStatus, pictureOf, refused, textOf } from './answers.ts';
import { retryAfterOf } from './call.ts';
import { isForTheNext, ProviderFailure, type FailureClass } from './failure.ts';
import { kindOf } from './picture-answer.ts';

const answer = (
  status: number,
  body: string | Buffer = '',
  headers: Record<string, string> = {},
) => ({
  status,
  body: Buffer.from(body),
  header: (name: string) => headers[name],
});

describe('kindOf', () => {
  it.each(['png', 'webp', 'jpeg'] as const)('knows %s by its first bytes', async (format) => {
    const create = { width: 4, height: 4, channels: 3 as const, background: 'red' };
    expect(kindOf(await sharp({ create }).toFormat(format).toBuffer())).toBe(format);
  });

  it.each([
    ['', 'empty'],
    [' {"a":1}', 'json'],
    ['[1]', 'json'],
    ['<html>', 'other'],
    ['GIF89a', 'other'],
    ['RIFF____WAVE', 'other'],
  ])('%j is %s', (text, kind) => {
    expect(kindOf(Buffer.from(text))).toBe(kind);
  });

  it('is not taken in by a header', async () => {
    const error = await refusal(() => pictureOf('Poof', answer(200, '<html></html>')));
    expect(error).toMatchObject({ code: 'provider-bad-response' });
  });
});

describe('refused', () => {
  it.each([
    [400, 'bad_request'],
    [401, 'auth'],
    [402, 'credits'],
    [403, 'auth'],
    [404, 'not_found'],
    [413, 'too_large'],
    [415, 'unsupported_image'],
    [418, 'bad_request'],
    [422, 'unsupported_image'],
    [429, 'rate_limit'],
    [500, 'server'],
    [501, 'server'],
    [302, 'bad_response'],
  ] as const)('%d is %s', (status, failureClass) => {
    expect(classOfStatus(status)).toBe(failureClass);
    expect(refused('Poof', answer(status), 'key')).toMatchObject({ class: failureClass });
  });

  it('tries again what passes, and only that', () => {
    const retries = [429, 500, 502, 503, 504, 501, 505, 400, 402].map(
      (status) => refused('Poof', answer(status), 'key').retry,
    );
    const [often, never] = ['often', 'never'];
    expect(retries).toEqual([often, often, often, often, often, never, never, never, never]);
  });

  it('tells the words of the provider, but neither the key nor all of a novel', () => {
    const reason = `bad key s3cret ${'x'.repeat(1000)}`;
    const { message } = refused('Poof', answer(401), 's3cret', { reason });
    expect(message).toContain('HTTP 401: bad key *** xxx');
    expect(message.length).toBeLessThan(500);
  });

  it('hears how long it is to wait', () => {
    const at = Date.UTC(2026, 0, 1);
    const date = new Date(at + 5000).toUTCString();
    expect(retryAfterOf('3', at)).toBe(3000);
    expect(retryAfterOf(date, at)).toBe(5000);
    expect(retryAfterOf(date, at + 60_000)).toBe(0);
    for (const text of [undefined, '', 'soon', '-1e'])
      expect(retryAfterOf(text, at)).toBeUndefined();
    expect(refused('Poof', answer(429, '', { 'retry-after': '3' }), '').retryAfter).toBe(3000);
  });
});

describe('textOf', () => {
  it.each([
    ['a ', 'a'],
    [['a', 'b'], 'a; b'],
    [{ size: ['too large'] }, 'size: too large'],
    [{ size: 3 }, 'size: ?'],
    ['', undefined],
    [[], undefined],
    [null, undefined],
    [3, undefined],
  ])('of %j is %s', (value, text) => {
    expect(textOf(value)).toBe(text);
  });
});

describe('isForTheNext', () => {
  it('keeps what is ours to mend from being hidden by another success', () => {
    const failure = (kind: FailureClass) =>
      new ProviderFailure(kind, { provider: 'Poof', reason: '' });
    for (const kind of ['credits', 'rate_limit', 'timeout', 'auth', 'too_large'] as const) {
      expect(isForTheNext(failure(kind)), kind).toBe(true);
    }
    for (const kind of ['bad_request', 'not_found'] as const) {
      expect(isForTheNext(failure(kind)), kind).toBe(false);
    }
    expect(isForTheNext(new Error('a bug'))).toBe(false);
  });
});
