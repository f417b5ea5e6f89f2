import { describe, expect, it } from 'vitest';
import { isShortcut, type PressedKey } from './key-match.ts';

const pressed = (key: string, modifiers: Partial<PressedKey> = {}): PressedKey => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...modifiers,
});

describe('a key', () => {
  it('needs the modifier of its system', () => {
    expect(isShortcut('Mod+O', pressed('o', { ctrlKey: true }), false)).toBe(true);
    expect(isShortcut('Mod+O', pressed('o', { metaKey: true }), true)).toBe(true);
    expect(isShortcut('Mod+O', pressed('o', { ctrlKey: true }), true)).toBe(false);
    expect(isShortcut('Mod+O', pressed('o'), false)).toBe(false);
  });

  it('is another one with a modifier more', () => {
    const shifted = pressed('O', { ctrlKey: true, shiftKey: true });
    expect(isShortcut('Mod+O', shifted, false)).toBe(false);
    expect(isShortcut('Mod+Shift+O', shifted, false)).toBe(true);
    expect(isShortcut('R', pressed('r', { ctrlKey: true }), false)).toBe(false);
    expect(isShortcut('R', pressed('r', { altKey: true }), false)).toBe(false);
  });

  it('that writes a sign is known by it, with Shift or without', () => {
    expect(isShortcut('?', pressed('?', { shiftKey: true }), false)).toBe(true);
    expect(isShortcut('/', pressed('/', { shiftKey: true }), false)).toBe(true);
    expect(isShortcut('/', pressed('/'), false)).toBe(true);
    expect(isShortcut('Mod+,', pressed(',', { ctrlKey: true }), false)).toBe(true);
  });

  it('may be a digit, a space or a plus', () => {
    expect(isShortcut('1', pressed('1'), false)).toBe(true);
    expect(isShortcut('1', pressed('1', { shiftKey: true }), false)).toBe(false);
    expect(isShortcut('Space', pressed(' '), false)).toBe(true);
    expect(isShortcut('Mod++', pressed('+', { ctrlKey: true }), false)).toBe(true);
  });
});
