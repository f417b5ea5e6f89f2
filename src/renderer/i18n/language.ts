import { languages, type Language } from '../../shared/settings.ts';

/** Scripts and regions in which Chinese is written as in `zh-CN`. */
const simplified = /^zh(-(hans|cn|sg|my)\b.*)?$/i;

function spoken(locale: string): Language | undefined {
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
    const language = spoken(locale);
    if (language !== undefined) return language;
  }
  return 'en';
}

/**
 * The locale for numbers and dates: the user's own of that language, so that English with
 * Australian dates stays that; else the language itself.
 */
export const chooseLocale = (language: Language, locales: readonly string[]): string =>
  locales.find((locale) => spoken(locale) === language && isKnown(locale)) ?? language;

function isKnown(locale: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(locale).length > 0;
  } catch {
    return false;
  }
}

/** What each language calls itself. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  ja: '日本語',
  'zh-CN': '简体中文',
};
