import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answer } from './answer.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** How a call is answered that takes no fields, and whether it came to be handled. */
async function asked(value: unknown) {
  let handled = false;
  const handle = () => {
    handled = true;
    return 'done';
  };
  const answered = await answer('a.call', { schema: z.strictObject({}), handle, log }, [value]);
  return { answered, handled };
}

describe('answer', () => {
  it.each([
    ['an object', {}],
    ['one without a prototype', Object.create(null) as object],
    ['what came over the bridge', structuredClone({})],
  ])('takes %s', async (_, value) => {
    expect(await asked(value)).toEqual({ answered: { ok: true, value: 'done' }, handled: true });
  });

  it.each([
    ['a date', new Date()],
    ['a map', new Map([['job', 1]])],
    ['a set', new Set([1])],
    ['bytes', new Uint8Array()],
    ['a buffer', new ArrayBuffer(1)],
    ['an error', new RangeError('far')],
    ['an expression', /a/],
    ['a wrapped number', Object(1) as object],
  ])('does not take %s for an object without fields', async (_, value) => {
    expect(await asked(structuredClone(value))).toEqual({
      answered: {
        ok: false,
        error: expect.objectContaining({ code: 'request-refused' }) as object,
      },
      handled: false,
    });
  });
});
