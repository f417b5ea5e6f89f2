import { describe, expect, it } from 'vitest';
import { pictureFilter, type FilterSettings } from './picture-filter.ts';

const filter = (rest: Partial<FilterSettings> = {}, platform: NodeJS.Platform = 'linux') =>
  pictureFilter(
    { folder: '/hot', recursive: true, include: [], exclude: [], doneFolder: null, ...rest },
    platform,
  );

describe('a picture filter', () => {
  it.each([
    ['a.jpg', true],
    ['a.HEIC', true],
    ['sub/a.png', true],
    ['notes.txt', false],
    ['.a.jpg', false],
    ['._a.jpg', false],
    ['~$a.jpg', false],
    ['a.jpg.part', false],
    ['a.jpg.crdownload', false],
    ['.offcut-12-0123456789ab.tmp', false],
    ['.hidden/a.jpg', false],
    ['a.jpg.download/a.jpg', false],
    ['done/a.jpg', false],
    ['done/sub/a.jpg', false],
    ['sub/done/a.jpg', true],
    ['done-not/a.jpg', true],
  ])('of no settings takes %s: %s', (relative, expected) => {
    expect(filter().takes(relative)).toBe(expected);
  });

  it.each([
    [{ recursive: false }, 'sub/a.jpg', false],
    [{ recursive: false }, 'a.jpg', true],
    [{ include: ['*.jpg'] }, 'sub/a.jpg', true],
    [{ include: ['*.jpg'] }, 'a.png', false],
    [{ include: ['sub/**'] }, 'sub/deep/a.jpg', true],
    [{ include: ['sub/**'] }, 'a.jpg', false],
    [{ include: ['*.jpg', '*.png'] }, 'a.png', true],
    [{ exclude: ['draft-*'] }, 'sub/draft-a.jpg', false],
    [{ exclude: ['sub/**'] }, 'sub/a.jpg', false],
    [{ include: ['*.jpg'], exclude: ['b*'] }, 'b.jpg', false],
    [{ doneFolder: '/hot/put/away' }, 'put/away/a.jpg', false],
    [{ doneFolder: '/hot/put/away' }, 'done/a.jpg', true],
    [{ doneFolder: '/other' }, 'done/a.jpg', true],
  ])('of %j takes %s: %s', (settings, relative, expected) => {
    expect(filter(settings).takes(relative)).toBe(expected);
  });

  it('minds case where the system does', () => {
    expect(filter({ include: ['*.jpg'] }, 'linux').takes('A.JPG')).toBe(false);
    expect(filter({ include: ['*.jpg'] }, 'win32').takes('A.JPG')).toBe(true);
  });

  it.each([
    [{}, 'sub', true],
    [{}, 'sub/deep', true],
    [{}, '.git', false],
    [{}, 'done', false],
    [{ recursive: false }, 'sub', false],
  ])('of %j enters %s: %s', (settings, relative, expected) => {
    expect(filter(settings).enters(relative)).toBe(expected);
  });
});
