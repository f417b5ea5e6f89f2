import { describe, expect, it } from 'vitest';
import { placeName } from './place-name.ts';

describe('placeName', () => {
  it.each([
    ['/home/me/in', false, 'in', '/home/me'],
    ['/home/me/in/', false, 'in', '/home/me'],
    ['/in', false, 'in', '/'],
    ['/', false, '/', ''],
    ['/odd\\name', false, 'odd\\name', '/'],
    ['C:\\Shop\\In', true, 'In', 'C:\\Shop'],
    ['D:\\', true, 'D:\\', ''],
    ['\\\\nas\\share\\in', true, 'in', '\\\\nas\\share'],
  ])('splits %s', (path, isWindows, name, parent) => {
    expect(placeName(path, isWindows)).toEqual({ name, parent });
  });
});
