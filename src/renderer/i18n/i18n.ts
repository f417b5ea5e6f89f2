import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../shared/settings.ts';
import { namespaces } from './namespaces.ts';
import { resources } from './resources.ts';

/** Sets the language before anything is painted; later calls change it. */
export function speak(language: Language): void {
  document.documentElement.lang = language;
  if (i18next.isInitialized) {
    void i18next.changeLanguage(language);
    return;
  }
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    supportedLngs: Object.keys(resources),
    resources,
    ns: [...namespaces],
    defaultNS: 'common',
    initAsync: false,
    // React escapes what it shows.
    interpolation: { escapeValue: false },
  });
}
