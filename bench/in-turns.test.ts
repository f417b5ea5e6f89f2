import { expect, it } from 'vitest';
import { inTurns } from './in-turns.ts';

it('takes the sides in turns and keeps their answers apart', async () => {
  const order: string[] = [];
  const side = (name: string) => () => {
    order.push(name);
    return Promise.resolve(order.length);
  };
  const answers = await inTurns(2, { a: side('a'), b: side('b') });
  expect(order).toEqual(['a', 'b', 'a', 'b']);
  expect(answers).toEqual({ a: [1, 3], b: [2, 4] });
});
