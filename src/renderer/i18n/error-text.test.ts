import { createInstance } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { OffcutError, type ErrorReport } from '../../shared/errors.ts';
import { errorText } from './error-text.ts';
import { namespaces } from './namespaces.ts';
import { resources } from './resources.ts';
import type { Translate } from './use-t.ts';

let t: Translate;

beforeAll(async () => {
  const i18n = createInstance();
  await i18n.init({
    lng: 'de',
    fallbackLng: 'en',
    resources,
    ns: [...namespaces],
    defaultNS: 'common',
    interpolation: { escapeValue: false },
  });
  t = i18n.getFixedT('de', namespaces);
});

describe('an error', () => {
  it('is told in the language, with the system’s reason in words', () => {
    const report = new OffcutError('input-unreadable', { path: '/a', reason: 'EACCES' }).toReport();
    expect(errorText(report, t, 'de')).toBe(
      '/a ist nicht lesbar (keine Berechtigung). Prüfen Sie die Berechtigungen.',
    );
  });

  it('has its numbers as the locale writes them, but not those that are names', () => {
    const space = new OffcutError('output-space-low', { path: '/a', needed: 12_345, free: 1.5 });
    expect(errorText(space.toReport(), t, 'de')).toContain('12.345 MB');
    expect(errorText(space.toReport(), t, 'de')).toContain('1,5 MB');
    const owned = new OffcutError('queue-owned', { pid: 12_345, path: '/q' });
    expect(errorText(owned.toReport(), t, 'de')).toContain('12345');
    const taken = new OffcutError('api-port-taken', { port: 12_345 });
    expect(errorText(taken.toReport(), t, 'de')).toContain('12345');
  });

  it('that is not known falls back to its message', () => {
    const report = { code: 'from-the-future', message: 'Told.', params: {} };
    expect(errorText(report as unknown as ErrorReport, t, 'de')).toBe('Told.');
  });
});
