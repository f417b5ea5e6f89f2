import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceName, urlName } from './source-name.ts';

describe('urlName', () => {
  it.each([
    ['https://a.test/photos/cat.JPG?size=2#x', 'cat', 'jpg'],
    ['https://a.test/caf%C3%A9%20au%20lait.png', 'café au lait', 'png'],
    ['https://a.test/photo.v2.jpg', 'photo.v2', 'jpg'],
    ['https://a.test/photos/', 'photos', ''],
    ['https://a.test/', 'picture', ''],
    ['https://a.test', 'picture', ''],
    ['https://a.test/100%', '100%', ''],
    ['https://a.test/..%2f..%2fetc%2fpasswd', '.._.._etc_passwd', ''],
    ['https://a.test/%2e%2e%5cx%00y.png', '.._x_y', 'png'],
    ['https://a.test/CON.png', '_CON', 'png'],
    ['https://a.test/a%3Ab.png', 'a_b', 'png'],
    ['https://a.test/.hidden', '.hidden', ''],
    ['not a url', 'picture', ''],
  ])('names %s', (url, stem, extension) => {
    expect(urlName(url)).toEqual({ stem, extension });
  });
});

describe('sourceName', () => {
  it('takes a file apart', () => {
    const file = path.resolve('folder', 'My.Photo.JPeG');
    expect(sourceName({ kind: 'file', path: file, folder: '' })).toEqual({
      stem: 'My.Photo',
      extension: 'jpeg',
    });
  });

  it('has a word for standard input', () => {
    expect(sourceName({ kind: 'stdin' })).toEqual({ stem: 'picture', extension: '' });
  });
});
