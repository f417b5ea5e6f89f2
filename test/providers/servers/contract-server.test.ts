import { describe, expect, it } from 'vitest';
import { startClipdrop } from './clipdrop.ts';
import { stall } from './faults.ts';
import { startPoof } from './poof.ts';
import { startTengr } from './tengr.ts';
import { form, photo, post, take, useClosing } from './requests-in-tests.ts';

const closing = useClosing();

describe('what is recorded', () => {
  it('is the request, with its form taken apart', async () => {
    const server = await closing(startPoof());
    const picture = await photo();
    const body = form({ image_file: picture, size: 'full' });
    await post(`${server.baseUrl}/remove`, { 'x-api-key': server.key }, body);
    expect(server.requests).toMatchObject([
      {
        step: 'remove',
        method: 'POST',
        path: '/v1/remove',
        headers: { 'x-api-key': server.key },
        contentType: expect.stringMatching(/^multipart\/form-data; boundary=/) as unknown,
        fields: { size: 'full' },
        files: { image_file: { filename: 'photo.jpg', type: 'image/jpeg', bytes: picture } },
        json: undefined,
      },
    ]);
    expect(server.violations).toEqual([]);
  });

  it('is each request in order, with a time that goes on', async () => {
    const server = await closing(startPoof());
    for (const path of ['/me', '/nothing']) {
      await take(server.baseUrl + path, { headers: { 'x-api-key': server.key } });
    }
    const [first, second] = server.requests;
    expect([first?.path, second?.path]).toEqual(['/v1/me', '/v1/nothing']);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(0);
  });
});

describe('a violation', () => {
  const request = async (path: string, init: RequestInit, start = startPoof) => {
    const server = await closing(start());
    const own = (text: string) => text.replaceAll('KEY', server.key);
    const headers = { 'x-api-key': server.key, ...(init.headers as Record<string, string>) };
    const filled = Object.entries(headers).map(([name, value]) => [name, own(value)] as const);
    await take(server.baseUrl + own(path), { ...init, headers: Object.fromEntries(filled) });
    return server.violations.map((text) => own(text).replace(/^\S+ \S+: /, ''));
  };

  it.each([
    ['an unknown path', '/you', {}, 'no such call is documented'],
    ['an unknown method', '/me', { method: 'PUT' }, 'no such call is documented'],
    ['a query', '/me?a=b', {}, "the query's a is not documented"],
    ['a key in the query', '/me?x=KEY', {}, 'the key is in the address'],
    ['a credential in the query', '/me?api_key=1', {}, 'the query has a credential, api_key'],
    [
      'another header for the key',
      '/me',
      { headers: { 'x-key': 'KEY' } },
      'the key is in the header x-key',
    ],
    [
      'another way to authenticate',
      '/me',
      { headers: { authorization: 'Bearer x' } },
      'the header authorization is not how a key is sent here',
    ],
    [
      'a cookie',
      '/me',
      { headers: { cookie: 'a=b' } },
      'the header cookie is not how a key is sent here',
    ],
    [
      'a content type',
      '/remove',
      { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
      'the content type "application/json" is not documented',
    ],
    [
      'a form that is none',
      '/remove',
      { method: 'POST', body: 'x', headers: { 'content-type': 'multipart/form-data' } },
      'the multipart body cannot be read: no usable boundary in "multipart/form-data"',
    ],
  ] as const)('is %s', async (_, path, init, violation) => {
    expect(await request(path, init)).toContain(violation);
  });

  it('is a key in the body, and a field that comes twice', async () => {
    const server = await closing(startClipdrop());
    const body = form({ image_file: await photo() });
    body.append('transparency_handling', server.key);
    body.append('transparency_handling', server.key);
    await post(`${server.baseUrl}/remove-background/v1`, { 'x-api-key': server.key }, body);
    const text = server.violations.join('\n');
    expect(text).toContain('the key is in the body');
    expect(text).toContain('the field transparency_handling was sent more than once');
  });

  it.each(['bearer KEY', 'Bearer  KEY', 'KEY', 'Bearer KEY, Bearer KEY'])(
    'is a bearer key as "%s"',
    async (value) => {
      const server = await closing(startTengr());
      const headers = { authorization: value.replaceAll('KEY', server.key) };
      const { status } = await take(`${server.baseUrl}/v2/artworks`, { headers });
      expect(status).toBe(401);
      expect(server.violations).toEqual([
        'GET /v2/artworks: the header authorization is not "Bearer", one space and the key',
      ]);
    },
  );

  it('is a body that no provider would take', async () => {
    const server = await closing(startPoof());
    const headers = { 'x-api-key': server.key };
    const answer = await post(`${server.baseUrl}/remove`, headers, Buffer.alloc(65 * 1024 * 1024))
      .then(({ status }) => status)
      // The server hangs up behind its answer, which a client may see first.
      .catch(() => 413);
    expect(answer).toBe(413);
    expect(server.violations).toEqual(['a body is larger than any provider takes']);
  });
});

describe('closing', () => {
  it('does not wait for clients', async () => {
    const server = await startPoof();
    server.answerOn('me', stall());
    const answer = await fetch(`${server.baseUrl}/me`);
    const body = answer.arrayBuffer().catch(() => 'gone');
    await server.close();
    expect(await body).toBe('gone');
    await expect(fetch(server.baseUrl)).rejects.toThrow();
  });
});
