import { describe, expect, it } from 'vitest';
import { readOptions, UsageError, wants } from './options.ts';

const known = ['single', 'batch', 'soak', 'peer'];
const read = (...args: string[]) => readOptions(args, known);

describe('readOptions', () => {
  it('wants nothing in particular by default', () => {
    expect(read()).toEqual({
      data: undefined,
      json: undefined,
      only: undefined,
      quick: false,
      soak: undefined,
    });
  });

  it('takes --soak with a number, and alone', () => {
    expect(read('--soak', '70').soak).toBe(70);
    expect(read('--soak').soak).toBe(500);
    expect(read('--soak', '--quick').soak).toBe(40);
    expect(read('--only', 'soak').soak).toBe(500);
  });

  it.each([
    ['an unknown scenario', ['--only', 'single,fast']],
    ['an unknown flag', ['--fast']],
    ['a soak of nothing', ['--soak=0']],
    ['something that stands around', ['single', 'fast']],
  ])('refuses %s', (_, args) => {
    expect(() => read(...args)).toThrow(UsageError);
  });
});

describe('wants', () => {
  it('leaves the soak out unless it is asked for', () => {
    expect(known.filter((name) => wants(read(), name))).toEqual(['single', 'batch', 'peer']);
    expect(wants(read('--soak'), 'soak')).toBe(true);
    expect(wants(read('--only', 'soak'), 'soak')).toBe(true);
  });

  it('takes --only at its word', () => {
    const options = read('--only', 'batch, peer');
    expect(known.filter((name) => wants(options, name))).toEqual(['batch', 'peer']);
  });

  it('takes names that stand alone, too', () => {
    const options = read('batch', '--quick', '--only', 'peer');
    expect(known.filter((name) => wants(options, name))).toEqual(['batch', 'peer']);
  });
});
