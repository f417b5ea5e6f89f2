import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { languages } from '../../shared/settings.ts';
import { Words } from './words.ts';

const textsOf = (language: string) =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, `${language}.json`), 'utf8')) as Record<
    string,
    string
  >;
const english = textsOf('en');
const placeholders = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

describe('Words', () => {
  it.each(languages)('says everything in %s, with the same values', (language) => {
    const texts = textsOf(language);
    expect(Object.keys(texts)).toEqual(Object.keys(english));
    for (const [key, text] of Object.entries(texts)) {
      expect(text.trim(), key).not.toBe('');
      expect(placeholders(text), key).toEqual(placeholders(english[key] ?? ''));
    }
  });

  it('has no word that nobody says', () => {
    const root = path.resolve(import.meta.dirname, '..');
    const source = globSync('**/*.ts', { cwd: root, absolute: true, ignore: ['**/*.test.ts'] })
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const unsaid = Object.keys(english)
      .map((key) => key.replace(/_(one|other)$/, ''))
      .filter((key) => !source.includes(`'${key}'`));
    expect(unsaid).toEqual([]);
  });

  it('counts, and changes its language', () => {
    const words = new Words('en');
    expect(words.say('done.title', { count: 1 })).toBe('1 cutout is done');
    expect(words.say('done.title', { count: 3 })).toBe('3 cutouts are done');
    words.setLanguage('de');
    expect(words.say('done.title', { count: 3 })).toBe('3 Freisteller sind fertig');
    words.setLanguage('ja');
    expect(words.say('done.title', { count: 3 })).toBe('3 枚の切り抜きが完了しました');
  });
});
