import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isErrorCode, OffcutError, reasonOf, type ErrorCode } from './errors.ts';

/** The keys of the table of sentences, which is not exported, from its source. */
function everyCode(): readonly ErrorCode[] {
  const source = readFileSync(new URL('./errors.ts', import.meta.url), 'utf8');
  const table = source.slice(0, source.indexOf('} as const'));
  return [...table.matchAll(/^ {2}'?([a-z-]+)'?:/gm)].map(([, code = '']) => {
    if (!isErrorCode(code)) throw new Error(`${code} is no error code`);
    return code;
  });
}

/** The params that a code's sentence wants: the holes it shows without any. */
const paramsOf = (code: ErrorCode) =>
  [...new OffcutError(code).message.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

describe('OffcutError', () => {
  it('has its sentences found by this test', () => {
    expect(everyCode().length).toBeGreaterThan(30);
    expect(everyCode()).toEqual(expect.arrayContaining(['cancelled', 'internal', 'input-empty']));
    expect(paramsOf('input-too-small')).toEqual(['width', 'height']);
  });

  it.each(everyCode())('fills every param of %s and survives a process border', (code) => {
    const params = Object.fromEntries(paramsOf(code).map((name, i) => [name, `value-${i}`]));
    const error = new OffcutError(code, params);
    expect(error.message).not.toMatch(/[{}]/);
    for (const value of Object.values(params)) expect(error.message).toContain(value);

    const report = error.toReport();
    expect(report).toEqual({ code, message: error.message, params });
    const travelled: unknown = JSON.parse(JSON.stringify(report));
    expect(travelled).toEqual(report);
    const back = OffcutError.fromReport(report);
    expect(back).toBeInstanceOf(OffcutError);
    expect(back.toReport()).toEqual(report);
  });

  it('leaves a hole that no param fills, and does not fill params within params', () => {
    expect(new OffcutError('url-invalid').message).toContain('{url} is not');
    expect(new OffcutError('url-invalid', { url: '{url} $& $1' }).message).toContain('{url} $& $1');
    expect(new OffcutError('input-too-small', { width: 0, height: 1 }).message).toContain('0 x 1');
  });

  it('keeps its cause and its name', () => {
    const cause = new Error('why');
    const error = new OffcutError('internal', { reason: 'x' }, { cause });
    expect(error).toMatchObject({ name: 'OffcutError', code: 'internal', cause });
    expect(error).toBeInstanceOf(Error);
  });

  it('from: passes its own kind through and wraps anything else as internal', () => {
    const own = new OffcutError('cancelled');
    expect(OffcutError.from(own)).toBe(own);
    const cause = new TypeError('boom');
    expect(OffcutError.from(cause)).toMatchObject({
      code: 'internal',
      params: { reason: 'boom' },
      cause,
    });
    for (const [thrown, reason] of [
      ['text', 'text'],
      [undefined, 'undefined'],
      [null, 'null'],
      [7, '7'],
    ]) {
      expect(OffcutError.from(thrown)).toMatchObject({ code: 'internal', params: { reason } });
    }
  });
});

describe('isErrorCode', () => {
  it('knows its own codes and no inherited names', () => {
    expect(isErrorCode('no-subject')).toBe(true);
    for (const name of ['', 'nope', 'constructor', 'toString', '__proto__']) {
      expect(isErrorCode(name)).toBe(false);
    }
  });
});

describe('reasonOf', () => {
  it.each([
    [Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }), 'EACCES'],
    [Object.assign(new Error('E2BIG: too long'), { code: 'E2BIG' }), 'E2BIG'],
    [Object.assign(new Error('out of range'), { code: 'ERR_OUT_OF_RANGE' }), 'out of range'],
    [Object.assign(new Error('a number'), { code: 5 }), 'a number'],
    [new Error('plain'), 'plain'],
    ['text', 'text'],
  ])('%o', (thrown, reason) => {
    expect(reasonOf(thrown)).toBe(reason);
  });
});
