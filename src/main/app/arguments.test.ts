import path from 'node:path';
import { expect, it } from 'vitest';
import { readArguments } from './arguments.ts';

const cwd = path.resolve('/shop');
const at = (name: string) => path.resolve(cwd, name);

it.each([
  [[], { paths: [], urls: [], hidden: false }],
  [['a.jpg', 'b/c.png'], { paths: [at('a.jpg'), at('b/c.png')], urls: [], hidden: false }],
  [['--hidden'], { paths: [], urls: [], hidden: true }],
  [['--user-data-dir=/x', 'a.jpg'], { paths: [at('a.jpg')], urls: [], hidden: false }],
  [
    ['--', '-a.jpg', '--hidden'],
    { paths: [at('-a.jpg'), at('--hidden')], urls: [], hidden: false },
  ],
  [
    ['https://example.com/a.png', 'HTTP://b/', 'https://'],
    { paths: [at('https://')], urls: ['https://example.com/a.png', 'HTTP://b/'], hidden: false },
  ],
  [['', '-psn_0_1'], { paths: [], urls: [], hidden: false }],
])('%j', (args, expected) => {
  expect(readArguments(args, cwd)).toEqual(expected);
});
