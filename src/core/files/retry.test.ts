import { expect, it } from 'vitest';
import { retryOnWindows } from './retry.ts';

/** Fails with each code in turn, then succeeds. */
function failing(...codes: readonly string[]) {
  const left = [...codes];
  const operation = () => {
    const code = left.shift();
    return code === undefined
      ? Promise.resolve('done')
      : Promise.reject(Object.assign(new Error(code), { code }));
  };
  return { left, operation };
}

it('tries again on Windows until a scanner lets go', async () => {
  const { operation } = failing('EPERM', 'EBUSY', 'EACCES');
  await expect(retryOnWindows(operation, 'win32')).resolves.toBe('done');
});

it('gives up in the end, with the last error', async () => {
  const { left, operation } = failing(...Array<string>(20).fill('EBUSY'));
  await expect(retryOnWindows(operation, 'win32')).rejects.toThrow('EBUSY');
  expect(left).toHaveLength(12);
});

it.each([
  ['linux', 'EPERM'],
  ['darwin', 'EACCES'],
  ['win32', 'EEXIST'],
  ['win32', 'ENOSPC'],
] as const)('takes what is final for final: %s %s', async (platform, code) => {
  const { left, operation } = failing(code, code);
  await expect(retryOnWindows(operation, platform)).rejects.toThrow(code);
  expect(left).toHaveLength(1);
});
