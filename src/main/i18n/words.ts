import i18next, { type i18n } from 'i18next';
import { languages, type Language } from '../../shared/settings.ts';
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import es from './es.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };
import zhCN from './zh-CN.json' with { type: 'json' };

const texts = { en, de, fr, es, ja, 'zh-CN': zhCN } as const satisfies Record<Language, object>;

type Plain<K extends string> = K extends `${infer Base}_${'one' | 'other'}` ? Base : K;
export type WordKey = Plain<keyof typeof en>;

/** The words that the system shows for Offcut: menus, the tray, notifications. */
export class Words {
  readonly #i18n: i18n;

  constructor(language: Language) {
    this.#i18n = i18next.createInstance();
    void this.#i18n.init({
      lng: language,
      fallbackLng: 'en',
      supportedLngs: languages,
      // Keys are plain; a dot in one is no path.
      keySeparator: false,
      nsSeparator: false,
      initAsync: false,
      interpolation: { escapeValue: false },
      resources: Object.fromEntries(languages.map((each) => [each, { translation: texts[each] }])),
    });
  }

  setLanguage(language: Language): void {
    void this.#i18n.changeLanguage(language);
  }

  say(key: WordKey, values: Readonly<Record<string, string | number>> = {}): string {
    return this.#i18n.t(key, values);
  }
}
