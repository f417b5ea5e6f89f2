import { useTranslation } from 'react-i18next';
import { namespaces } from './namespaces.ts';

/** Words in the user's language, always by namespace, colon and key. */
export const useT = () => useTranslation(namespaces).t;

export type Translate = ReturnType<typeof useT>;
