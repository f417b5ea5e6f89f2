import i18next from 'i18next';
import { startInfo } from '../stores/start-info.ts';
import { currentSettings } from '../stores/settings-store.ts';
import { chooseLanguage } from '../../shared/choose-language.ts';
import type { ErrorReport } from '../../shared/errors.ts';
import { errorText } from './error-text.ts';
import { chooseLocale } from './language.ts';
import { namespaces } from './namespaces.ts';
import type { Translate } from './use-t.ts';

/** Words in the user's language for what is said outside of components, such as toasts. */
export const translate = (): Translate => i18next.getFixedT(i18next.language, namespaces);

export function sayError(report: ErrorReport): string {
  const { locales } = startInfo();
  const language = chooseLanguage(currentSettings().general.language, locales);
  return errorText(report, translate(), chooseLocale(language, locales));
}
