import { describe, expect, it } from 'vitest';
import { chooseLocale } from './language.ts';

describe('the locale', () => {
  it('is the user’s own of that language', () => {
    expect(chooseLocale('en', ['de-DE', 'en-AU'])).toBe('en-AU');
  });

  it('is the language itself for who has none', () => {
    expect(chooseLocale('ja', ['de-DE', 'en-AU'])).toBe('ja');
  });

  it('is never one that numbers cannot be written in', () => {
    expect(chooseLocale('en', ['en_GB.UTF-8'])).toBe('en');
  });
});
