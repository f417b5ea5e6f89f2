import { languages, type Language } from './settings.ts';

const ofCode = (code: string) => code.toLowerCase().split('-')[0] ?? '';

/**
 * The first of the user's languages that Offcut speaks, else English.
 * @param locales BCP 47, the user's first
 */
export function chooseLanguage(locales: readonly string[]): Language {
  for (const locale of locales) {
    const exact = languages.find((language) => language.toLowerCase() === locale.toLowerCase());
    const near = exact ?? languages.find((language) => ofCode(language) === ofCode(locale));
    if (near !== undefined) return near;
  }
  return 'en';
}
