import { describe, expect, it } from 'vitest';
import { chooseLanguage } from './choose-language.ts';

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
