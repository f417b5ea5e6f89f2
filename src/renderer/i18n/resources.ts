import { de } from './locales/de/index.ts';
import { en } from './locales/en/index.ts';
import { es } from './locales/es/index.ts';
import { fr } from './locales/fr/index.ts';
import { ja } from './locales/ja/index.ts';
import { zhCN } from './locales/zh-CN/index.ts';
import type { Language } from '../../shared/settings.ts';
import type { Namespace } from './namespaces.ts';

/** English decides which keys there are; `i18n.test.ts` holds the others against it. */
export type Words = typeof en;

/** All languages are in the bundle: they are small, and the first paint is in the right one. */
export const resources: Readonly<Record<Language, Readonly<Record<Namespace, object>>>> = {
  en,
  de,
  fr,
  es,
  ja,
  'zh-CN': zhCN,
};
