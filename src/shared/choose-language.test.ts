import { expect, it } from 'vitest';
import { chooseLanguage } from './choose-language.ts';

it.each([
  [['de-AT', 'en'], 'de'],
  [['pt-BR', 'fr-CA'], 'fr'],
  [['zh-Hans-CN'], 'zh-CN'],
  [['zh-TW', 'ja'], 'ja'],
  [['zh-CN'], 'zh-CN'],
  [['nl'], 'en'],
  [[], 'en'],
] as const)('%j is answered in %s', (locales, language) => {
  expect(chooseLanguage(null, locales)).toBe(language);
});

it('is answered in the language that was chosen', () => {
  expect(chooseLanguage('es', ['de'])).toBe('es');
});
