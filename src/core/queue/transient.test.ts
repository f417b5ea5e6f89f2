import { describe, expect, it } from 'vitest';
import { errorCodes, OffcutError, type ErrorParams } from '../../shared/errors.ts';
import { durations, isTransient } from './transient.ts';

const transient = (code: (typeof errorCodes)[number], params: ErrorParams = {}) =>
  isTransient(new OffcutError(code, params));

describe('isTransient', () => {
  it('knows every code, and no other', () => {
    expect(Object.keys(durations).sort()).toEqual([...errorCodes].sort());
    for (const code of errorCodes) expect(transient(code)).toBeTypeOf('boolean');
  });

  it('tries again what passes by itself, and only that', () => {
    expect(errorCodes.filter((code) => transient(code)).sort()).toEqual([
      'engine-unavailable',
      'input-changed',
      'input-offline',
      'provider-network',
      'provider-rate-limit',
      'provider-resting',
      'provider-server',
      'queue-damaged',
      'queue-disk-full',
      'queue-unwritable',
      'staging-failed',
      'url-failed',
    ]);
  });

  it.each([
    ['EBUSY', true],
    ['ETXTBSY', true],
    ['EAGAIN', true],
    ['ESTALE', true],
    ['EACCES', false],
    ['EROFS', false],
    ['it is still there', false],
  ])('asks the reason of the system: %s', (reason, expected) => {
    for (const code of ['input-unreadable', 'output-unwritable', 'trash-failed'] as const) {
      expect(transient(code, { path: 'x', reason })).toBe(expected);
    }
  });

  it.each([
    [404, false],
    [403, false],
    [200, false],
    [302, false],
    [408, true],
    [429, true],
    [500, true],
    [503, true],
  ])('asks the answer of the server: %i', (status, expected) => {
    for (const code of ['url-failed', 'staging-failed'] as const) {
      expect(transient(code, { url: 'x', bucket: 'x', reason: `HTTP ${status}`, status })).toBe(
        expected,
      );
    }
  });
});
