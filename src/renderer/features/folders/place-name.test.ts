import { describe, expect, it } from 'vitest';
import { fileName, placeName } from './place-name.ts';

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

describe('fileName', () => {
  it('is what stands after the folders', () => {
    expect(fileName('sub/mug.jpg')).toBe('mug.jpg');
    expect(fileName('C:\\In\\mug.jpg', true)).toBe('mug.jpg');
    expect(fileName('mug.jpg')).toBe('mug.jpg');
  });
});
