import { describe, expect, it } from 'vitest';
import { OffcutError } from './errors.ts';
import { writeError } from './write-error.ts';

const errno = (code: string) => Object.assign(new Error(`${code}: failed`), { code });

describe('writeError', () => {
  it.each([
    ['ENOSPC', 'output-disk-full', { path: '/x/y.png' }],
    ['EDQUOT', 'output-disk-full', { path: '/x/y.png' }],
    ['ENAMETOOLONG', 'output-name-too-long', { name: '/x/y.png' }],
    ['EACCES', 'output-unwritable', { path: '/x/y.png', reason: 'EACCES' }],
    ['ENOTDIR', 'output-unwritable', { path: '/x/y.png', reason: 'ENOTDIR' }],
    ['EROFS', 'output-unwritable', { path: '/x/y.png', reason: 'EROFS' }],
  ])('%s becomes %s', (code, expected, params) => {
    const cause = errno(code);
    expect(writeError(cause, '/x/y.png')).toMatchObject({ code: expected, params, cause });
  });

  it('passes an OffcutError through', () => {
    const error = new OffcutError('output-not-verified', { reason: 'x' });
    expect(writeError(error, '/x')).toBe(error);
  });

  it('takes any other thrown value for a file that cannot be written', () => {
    expect(writeError('odd', '/x')).toMatchObject({
      code: 'output-unwritable',
      params: { path: '/x', reason: 'odd' },
    });
  });
});
