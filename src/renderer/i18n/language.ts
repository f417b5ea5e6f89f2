import { spokenLanguage } from '../../shared/choose-language.ts';
import type { Language } from '../../shared/settings.ts';

/**
 * The locale for numbers and dates: the user's own of that language, so that English with
 * Australian dates stays that; else the language itself.
 */
export const chooseLocale = (language: Language, locales: readonly string[]): string =>
  locales.find((locale) => spokenLanguage(locale) === language && isKnown(locale)) ?? language;

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
