import { expect, it } from 'vitest';
import { checkLength, checkWritten } from './check-target.ts';

/** A path of so many characters, whose last name is longer than a temp file's. */
function long(separator: string, length: number): string {
  let path = '';
  while (length - path.length > 100) path += separator + 'x'.repeat(49);
  return path + separator + 'x'.repeat(length - path.length - 1);
}

it.each([
  ['linux', '/', 4095],
  ['darwin', '/', 1023],
  ['freebsd', '/', 1023],
  ['win32', '\\', 259],
] as const)('knows the longest path of %s', (platform, separator, limit) => {
  expect(checkLength(long(separator, limit), platform)).toBeUndefined();
  const error = checkLength(long(separator, limit + 1), platform);
  expect(error).toMatchObject({ code: 'output-path-too-long', params: { limit } });
});

it('counts bytes where the system does, and characters where it does not', () => {
  const path = `/${'é'.repeat(200)}/${'é'.repeat(200)}/${'é'.repeat(120)}`;
  expect(checkLength(path, 'darwin')?.code).toBe('output-path-too-long');
  expect(checkLength(path, 'linux')).toBeUndefined();
  expect(checkLength(`C:\\${'é'.repeat(200)}\\a.png`, 'win32')).toBeUndefined();
});

it('has the temp file in mind, whose name may be the longer one', () => {
  const folder = long('\\', 259 - 36);
  expect(checkLength(`${folder}\\a`, 'win32')).toBeUndefined();
  expect(checkLength(`${folder}x\\a`, 'win32')?.code).toBe('output-path-too-long');
});

it.each([
  ['/out/My: file?.png', 'linux', undefined],
  ['/out/CON.png', 'linux', undefined],
  ['/out/CON.png', 'darwin', undefined],
  ['/out/a\0b.png', 'linux', 'output-name-invalid'],
  [`/out/${'é'.repeat(126)}.png`, 'linux', 'output-name-too-long'],
  ['C:\\out\\a.png', 'win32', undefined],
  ['\\\\server\\share\\a.png', 'win32', undefined],
  ['C:\\out\\CON.png', 'win32', 'output-name-invalid'],
  ['C:\\con\\a.png', 'win32', 'output-name-invalid'],
  ['C:\\out\\a:b.png', 'win32', 'output-name-invalid'],
  ['C:\\out. \\a.png', 'win32', 'output-name-invalid'],
] as const)('%j on %s: %s', (file, platform, code) => {
  expect(checkWritten(file, platform)?.code).toBe(code);
});

it('names what is wrong and a way out', () => {
  expect(checkWritten('C:\\out\\a?b.png', 'win32')?.params).toEqual({
    name: 'a?b.png',
    safe: 'a_b.png',
  });
});
