import { describe, expect, it } from 'vitest';
import { OffcutError } from './errors.ts';
import { errnoOf, writeError } from './write-error.ts';

const failure = (code: string) => Object.assign(new Error(code), { code });

describe('writeError', () => {
  it.each([
    ['ENOSPC', 'output-disk-full', '/out/a.png'],
    ['EDQUOT', 'output-disk-full', '/out/a.png'],
    ['EACCES', 'output-unwritable', 'EACCES'],
    ['EPERM', 'output-unwritable', 'EPERM'],
    ['EROFS', 'output-unwritable', 'EROFS'],
    ['ENOTDIR', 'output-unwritable', 'ENOTDIR'],
    ['EISDIR', 'output-unwritable', 'EISDIR'],
    ['ENOENT', 'output-unwritable', 'ENOENT'],
    ['EIO', 'output-unwritable', 'EIO'],
    ['UNKNOWN', 'output-unwritable', 'UNKNOWN'],
    ['ENAMETOOLONG', 'output-name-too-long', 'a.png'],
    ['ERR_INVALID_ARG_TYPE', 'internal', 'ERR_INVALID_ARG_TYPE'],
  ])('calls %s %s', (errno, code, word) => {
    const cause = failure(errno);
    const error = writeError(cause, '/out/a.png');
    expect(error.code).toBe(code);
    expect(error.message).toContain(word);
    expect(error.cause).toBe(cause);
  });

  it('passes on what is an OffcutError, and what is no error of a file system', () => {
    const cancelled = new OffcutError('cancelled');
    expect(writeError(cancelled, '/out/a.png')).toBe(cancelled);
    expect(writeError('words', '/out/a.png').code).toBe('internal');
  });
});

it('errnoOf reads codes of errors only', () => {
  expect(errnoOf(failure('EEXIST'))).toBe('EEXIST');
  expect(errnoOf(new Error('plain'))).toBeUndefined();
  expect(errnoOf({ code: 'EEXIST' })).toBeUndefined();
  expect(errnoOf(Object.assign(new Error('number'), { code: 5 }))).toBeUndefined();
});
