import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { progressOn } from './progress.ts';

function terminal(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), {
    isTTY,
    columns: 120,
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
  });
  let written = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    written += text;
  });
  return { stream: stream as unknown as NodeJS.WriteStream, written: () => written };
}

const stand = { ended: 3, all: 12, perMinute: null, msLeft: null };

it('shows how far it is, how quick, and how long it still takes', () => {
  const { stream, written } = terminal(true);
  const progress = progressOn(stream, true);
  progress.show({ ...stand, ended: 0, all: 0 });
  expect(written()).toBe('');
  progress.show(stand);
  expect(written()).toContain('3 of 12');
  expect(written()).not.toMatch(/minute|left/);
  progress.show({ ended: 4, all: 13, perMinute: 41.26, msLeft: 75_000 });
  progress.note('a.jpg: is odd');
  progress.stop();
  expect(written()).toMatch(/4 of 13 .*41\.3 a minute {2}1m15s left/);
  expect(written()).toContain('\x1b[2Ka.jpg: is odd\n');
});

it('writes only notes where there is no terminal, or no bar is wanted', () => {
  for (const [isTTY, wanted] of [
    [false, true],
    [true, false],
  ] as const) {
    const { stream, written } = terminal(isTTY);
    const progress = progressOn(stream, wanted);
    progress.show(stand);
    progress.note('a.jpg: is odd');
    progress.stop();
    expect(written()).toBe('a.jpg: is odd\n');
  }
});
