import { describe, expect, it } from 'vitest';
import { shownPath } from './shown-path.ts';

describe('shownPath', () => {
  it.each([
    ['/home/me/Pictures/Offcut', '~/Pictures/Offcut'],
    ['/home/me', '~'],
    ['/home/melanie/a', '/home/melanie/a'],
    ['/mnt/home/me/a', '/mnt/home/me/a'],
  ])('shows %s as %s', (path, shown) => {
    expect(shownPath(path, '/home/me', 'linux')).toBe(shown);
    expect(shownPath(path, '/home/me', 'macos')).toBe(shown);
  });

  it('leaves paths of Windows, and everything where home is the root, as they are', () => {
    expect(shownPath('C:\\Users\\me\\a', 'C:\\Users\\me', 'windows')).toBe('C:\\Users\\me\\a');
    expect(shownPath('/a', '/', 'linux')).toBe('/a');
    expect(shownPath('/a', '', 'linux')).toBe('/a');
  });
});
