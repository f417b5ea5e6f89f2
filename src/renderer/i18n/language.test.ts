import { describe, expect, it } from 'vitest';
import { chooseLanguage, chooseLocale } from './language.ts';

describe('the language', () => {
  it.each([
    [null, ['de-AT', 'en'], 'de'],
    [null, ['pt-BR', 'fr-CA'], 'fr'],
    [null, ['pt-BR'], 'en'],
    [null, [], 'en'],
    [null, ['zh-Hans-SG'], 'zh-CN'],
    [null, ['zh'], 'zh-CN'],
    // Traditional characters are not what Offcut writes.
    [null, ['zh-TW', 'ja-JP'], 'ja'],
    ['es', ['de-AT'], 'es'],
  ] as const)('chosen %s of %j is %s', (chosen, locales, language) => {
    expect(chooseLanguage(chosen, locales)).toBe(language);
  });
});

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
