import { describe, expect, it } from 'vitest';
import { startClipdrop } from './clipdrop.ts';
import * as faults from './faults.ts';
import { otherHost } from './other-host.ts';
import { form, look, photo, photoSize, post, take, useClosing } from './requests-in-tests.ts';
import type { Answer } from './answers.ts';

const closing = useClosing();

/** A server that gives `answer` first, and a way to ask it. */
async function scripted(answer: Answer) {
  const server = await closing(startClipdrop());
  server.answerNext(answer);
  const picture = await photo();
  const ask = (init: RequestInit = {}) =>
    fetch(`${server.baseUrl}/remove-background/v1`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'x-api-key': server.key },
      body: form({ image_file: picture }),
      ...init,
    });
  return { server, ask };
}

describe('a script', () => {
  it('comes once, in its order, before what is normal', async () => {
    const { server, ask } = await scripted({ status: 500, body: { error: 'first' } });
    server.answerNext(faults.normally(), { status: 429, headers: { 'retry-after': '7' } });
    const first = await ask();
    expect([first.status, await first.json()]).toEqual([500, { error: 'first' }]);
    expect((await ask()).status).toBe(200);
    expect((await ask()).headers.get('retry-after')).toBe('7');
    expect((await ask()).status).toBe(200);
    expect(server.requests).toHaveLength(4);
    expect(server.credits).toBe(98);
  });

  it('names the steps that there are, when asked for another', async () => {
    const server = await closing(startClipdrop());
    expect(() => {
      server.answerOn('poll', { status: 500 });
    }).toThrow('Clipdrop has no step "poll"; it has remove.');
  });
});

describe('a fault', () => {
  it('is late, and then normal', async () => {
    const { ask } = await scripted(faults.slowHeaders(30));
    const answer = await ask();
    expect(await look(Buffer.from(await answer.arrayBuffer()))).toMatchObject(photoSize);
  });

  it('is late, and charges nobody who has gone', async () => {
    const late = faults.slowHeaders(60_000);
    const { server, ask } = await scripted(late);
    await expect(ask({ signal: AbortSignal.timeout(200) })).rejects.toThrow();
    await late.over;
    expect(server.credits).toBe(100);
  });

  it('is silent behind its headers, or behind some of the body', async () => {
    const silent = faults.stall(Buffer.from('some'));
    const { ask } = await scripted(silent);
    const controller = new AbortController();
    const answer = await ask({ signal: controller.signal });
    expect(answer.status).toBe(200);
    const reader = answer.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value as Uint8Array).toString()).toBe('some');
    controller.abort();
    await silent.over;
  });

  it('cuts behind the request', async () => {
    const { server, ask } = await scripted(faults.cutAfterRequest());
    await expect(ask()).rejects.toThrow('fetch failed');
    expect(server.requests).toHaveLength(1);
  });

  it('cuts within the body', async () => {
    const { ask } = await scripted(faults.cutInBody());
    const answer = await ask();
    expect(answer.headers.get('content-length')).toBe('100000');
    await expect(answer.arrayBuffer()).rejects.toThrow('terminated');
  });

  it.each([302, 307] as const)('sends elsewhere with %i', async (status) => {
    const other = await closing(otherHost());
    const { server, ask } = await scripted(faults.redirectTo(other.url, status));
    const answer = await ask();
    expect([answer.status, answer.headers.get('location')]).toEqual([status, other.url]);
    expect(other.requests).toEqual([]);
    await post(other.url, { 'x-api-key': server.key });
    expect(other.saw(server.key)).toBe(true);
    expect(other.saw('another key')).toBe(false);
  });

  it.each([true, false])(
    'does not end, and notices who leaves (length: %s)',
    async (contentLength) => {
      const flood = faults.endless({ contentLength });
      const { ask } = await scripted(flood);
      const controller = new AbortController();
      const answer = await ask({ signal: controller.signal });
      expect(answer.headers.has('content-length')).toBe(contentLength);
      const reader = answer.body?.getReader();
      for (let read = 0; read < 1_000_000;) read += (await reader?.read())?.value?.length ?? 0;
      controller.abort();
      await flood.over;
      expect(flood.sent()).toBeGreaterThan(900_000);
      // What buffers between the two may hold, and a long way from five gigabytes.
      expect(flood.sent()).toBeLessThan(100_000_000);
    },
  );

  it.each([
    ['html', 'text/html', /^<!doctype/],
    ['empty', 'image/png', /^$/],
    ['json', 'application/json', /^\{/],
    ['text-as-png', 'image/png', /^This/],
  ] as const)('is %s for a picture', async (kind, type, text) => {
    const { ask } = await scripted(faults.garbage(kind));
    const answer = await ask();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
    expect(await answer.text()).toMatch(text);
  });

  it('is a PNG that breaks off, and no broken answer', async () => {
    const { ask } = await scripted(faults.garbage('truncated-png'));
    const bytes = Buffer.from(await (await ask()).arrayBuffer());
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    await expect(look(bytes)).rejects.toThrow();
  });
});

describe('another host', () => {
  it('gives a good picture unless told otherwise', async () => {
    const host = await closing(otherHost());
    expect(await look((await take(host.url)).bytes)).toMatchObject({ format: 'png', width: 64 });
    const refusing = await closing(otherHost({ status: 404 }));
    expect((await take(`${refusing.url}a?b=c`)).status).toBe(404);
    expect(refusing.requests).toMatchObject([{ method: 'GET', path: '/a?b=c' }]);
  });
});
