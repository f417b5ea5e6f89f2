import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  collisionKey,
  cutToBytes,
  fileName,
  MAX_NAME_BYTES,
  numberedName,
  safeFolderName,
  safeStem,
} from './safe-name.ts';

describe('safeStem', () => {
  it.each([
    ['photo', 'photo', 'photo'],
    ['Größe 1.5 m 📷', 'Größe 1.5 m 📷', 'Größe 1.5 m 📷'],
    ['two\nlines\u007f\u0085', 'two_lines__', 'two_lines__'],
    ['a/b\\c\0d', 'a_b_c_d', 'a_b_c_d'],
    ['C:\\x', 'C:_x', 'C__x'],
    ['<a>:"b"|?*', '<a>:"b"|?*', '_a___b____'],
    ['half \ud83d pair', 'half _ pair', 'half _ pair'],
    ['..', '_', '_'],
    ['', '_', '_'],
    ['con', 'con', '_con'],
    ['NUL.tar', 'NUL.tar', '_NUL.tar'],
    ['LPT¹', 'LPT¹', '_LPT¹'],
    ['aux ', 'aux ', '_aux '],
    ['console', 'console', 'console'],
    ['com10', 'com10', 'com10'],
  ])('makes %j %j on Linux and %j on Windows', (stem, linux, windows) => {
    expect(safeStem(stem, 'linux')).toBe(linux);
    expect(safeStem(stem, 'win32')).toBe(windows);
  });
});

describe('safeFolderName', () => {
  it.each([
    ['a', 'a', 'a'],
    ['..', '_', '_'],
    ['.', '_', '_'],
    ['end. .', 'end. .', 'end___'],
    ['CON', 'CON', '_CON'],
  ])('makes %j %j on Linux and %j on Windows', (name, linux, windows) => {
    expect(safeFolderName(name, 'linux')).toBe(linux);
    expect(safeFolderName(name, 'win32')).toBe(windows);
  });

  it('shortens', () => {
    expect(safeFolderName('x'.repeat(300), 'linux')).toHaveLength(MAX_NAME_BYTES);
  });
});

describe('lengths', () => {
  it('cuts between code points only', () => {
    expect(cutToBytes('aé📷b', 8)).toBe('aé📷b');
    expect(cutToBytes('aé📷b', 7)).toBe('aé📷');
    expect(cutToBytes('aé📷b', 6)).toBe('aé');
    expect(cutToBytes('aé📷b', 2)).toBe('a');
    expect(cutToBytes('aé', -1)).toBe('');
  });

  it('cuts the stem and keeps suffix and extension', () => {
    const name = fileName('é'.repeat(200), ' (2)', 'png');
    expect(Buffer.byteLength(name)).toBe(MAX_NAME_BYTES - 1);
    expect(name).toMatch(/é \(2\)\.png$/);
  });

  it('numbers names', () => {
    expect(numberedName('photo.png', 2)).toBe('photo (2).png');
    expect(numberedName('archive.tar.gz', 3)).toBe('archive.tar (3).gz');
    expect(numberedName('plain', 2)).toBe('plain (2)');
    expect(numberedName('.hidden', 2)).toBe('.hidden (2)');
    expect(Buffer.byteLength(numberedName(`${'x'.repeat(251)}.png`, 12))).toBe(MAX_NAME_BYTES);
  });

  it('never exceeds the limit', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }),
        fc.nat(9999),
        (stem, number) => {
          const name = numberedName(fileName(stem, '', 'png'), number);
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(MAX_NAME_BYTES);
          expect(name.endsWith(` (${number}).png`)).toBe(true);
        },
      ),
    );
  });
});

describe('collisionKey', () => {
  it.each([
    ['Photo.PNG', 'photo.png'],
    ['caf\u00e9', 'cafe\u0301'],
    ['CAFE\u0301', 'caf\u00e9'],
    ['straße', 'STRASSE'],
    ['Σίσυφος', 'ΣΊΣΥΦΟΣ'],
  ])('unites %s and %s', (a, b) => {
    expect(collisionKey(a)).toBe(collisionKey(b));
  });

  it('keeps others apart', () => {
    expect(collisionKey('cafe')).not.toBe(collisionKey('café'));
  });
});
