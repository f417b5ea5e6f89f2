import { PassThrough } from 'node:stream';
import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { readLines } from './lines.ts';

/** Hears what is written to it in these pieces. */
async function heard(pieces: readonly (Buffer | string)[], limit = 100) {
  const stream = new PassThrough();
  const values: unknown[] = [];
  const bad: string[] = [];
  readLines(
    stream as unknown as Socket,
    limit,
    (value) => values.push(value),
    (error) => bad.push(String(error.params['reason'])),
  );
  for (const piece of pieces) {
    stream.write(piece);
    await new Promise(setImmediate);
  }
  return { values, bad, ended: stream.writableEnded };
}

it('reads lines however they are cut into pieces', async () => {
  const whole = Buffer.from('{"a":"é"}\n[1,2]\n\n"x"\n');
  const expected = [{ a: 'é' }, [1, 2], 'x'];
  expect((await heard([whole])).values).toEqual(expected);
  const bytes = [...whole].map((byte) => Buffer.of(byte));
  expect((await heard(bytes)).values).toEqual(expected);
});

it('says nothing of a line that has not ended', async () => {
  expect(await heard(['{"a":', '1}'])).toEqual({ values: [], bad: [], ended: false });
});

it('hears on after a line that is not JSON', async () => {
  const { values, bad, ended } = await heard(['nonsense\n1\n']);
  expect({ values, bad, ended }).toEqual({
    values: [1],
    bad: ['a line that is not JSON'],
    ended: false,
  });
});

it('ends the connection at a line that is too long, whether it ends or not', async () => {
  const long = `"${'x'.repeat(20)}"`;
  for (const pieces of [[`1\n${long}\n2\n`], ['1\n', long.slice(0, 12), long.slice(12)]]) {
    expect(await heard(pieces, 10)).toEqual({
      values: [1],
      bad: ['a line over 10 bytes'],
      ended: true,
    });
  }
});
