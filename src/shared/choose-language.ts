import { languages, type Language } from './settings.ts';

/** Scripts and regions in which Chinese is written as in `zh-CN`. */
const simplified = /^zh(-(hans|cn|sg|my)\b.*)?$/i;

/** Offcut's language for a locale (BCP 47), if it speaks it. */
export function spokenLanguage(locale: string): Language | undefined {
  if (simplified.test(locale)) return 'zh-CN';
  const [language = ''] = locale.toLowerCase().split('-');
  return languages.find((known) => known === language);
}

/**
 * The language that Offcut speaks: the one that was chosen, or the first of the user's locales that
 * it knows, or English.
 */
export function chooseLanguage(chosen: Language | null, locales: readonly string[]): Language {
  if (chosen !== null) return chosen;
  for (const locale of locales) {
    const language = spokenLanguage(locale);
    if (language !== undefined) return language;
  }
  return 'en';
}
