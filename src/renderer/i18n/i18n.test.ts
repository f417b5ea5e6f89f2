import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { warningNames } from '../../shared/cutout.ts';
import { errorCodes } from '../../shared/errors.ts';
import { nameProblems } from '../../shared/name-template.ts';
import { languages } from '../../shared/settings.ts';
import { knownReasons } from './error-text.ts';
import { namespaces } from './namespaces.ts';

const root = path.join(import.meta.dirname, '..');

/** All words of a language, by `namespace:key`. */
function wordsOf(language: string): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  const collect = (at: string, value: unknown) => {
    if (typeof value === 'string') words.set(at, value);
    else {
      for (const [key, inner] of Object.entries(value as Record<string, unknown>)) {
        collect(at.endsWith(':') ? `${at}${key}` : `${at}.${key}`, inner);
      }
    }
  };
  for (const namespace of namespaces) {
    const file = path.join(root, 'i18n', 'locales', language, `${namespace}.json`);
    collect(`${namespace}:`, JSON.parse(readFileSync(file, 'utf8')));
  }
  return words;
}

const PLURAL = /_(zero|one|two|few|many|other)$/;
const base = (key: string) => key.replace(PLURAL, '');
const basesOf = (words: ReadonlyMap<string, string>) =>
  [...new Set([...words.keys()].map(base))].sort();
const placeholders = (text: string) =>
  [...new Set([...text.matchAll(/\{\{-?\s*(\w+)/g)].map(([, name]) => name))].sort();

const english = wordsOf('en');

/** What stands in the sources where a key can: `queue:title`, or `errors:${code}` as a pattern. */
function usedKeys(): { readonly keys: ReadonlySet<string>; readonly patterns: readonly RegExp[] } {
  const keys = new Set<string>();
  const patterns: RegExp[] = [];
  const literal = new RegExp(`(['"\`])((?:${namespaces.join('|')}):[\\w.$\\{}()-]+)\\1`, 'g');
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(file) || file.endsWith('.test.ts')) continue;
    for (const [, , key = ''] of readFileSync(path.join(root, file), 'utf8').matchAll(literal)) {
      if (!key.includes('${')) keys.add(key);
      else {
        const parts = key.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.'));
        patterns.push(new RegExp(`^${parts.join('[^.]+')}$`));
      }
    }
  }
  return { keys, patterns };
}

describe('words', () => {
  it.each(languages)('%s has the keys of English', (language) => {
    expect(basesOf(wordsOf(language))).toEqual(basesOf(english));
  });

  it.each(languages)('%s has each plural form that it needs', (language) => {
    const words = wordsOf(language);
    const plurals = new Set([...english.keys()].filter((key) => PLURAL.test(key)).map(base));
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const key of plurals) {
      const has = [...words.keys()].filter((other) => base(other) === key).sort();
      expect(has).toEqual(forms.map((form) => `${key}_${form}`).sort());
    }
  });

  it.each(languages)('%s fills in what English does', (language) => {
    for (const [key, text] of wordsOf(language)) {
      const theirs = english.get(key) ?? english.get(`${base(key)}_other`) ?? '';
      // "One picture" may leave the number out.
      const [mine, wanted] = [placeholders(text), placeholders(theirs)].map((names) =>
        key.endsWith('_one') ? names.filter((name) => name !== 'count') : names,
      );
      expect({ key, names: mine }).toEqual({ key, names: wanted });
    }
  });

  it.each(languages)('%s says something everywhere, and does not shout', (language) => {
    for (const [key, text] of wordsOf(language)) {
      expect(text.trim(), key).not.toBe('');
      expect(text, key).not.toMatch(/[!！¡]/);
    }
  });

  it('are there for every key that is used', () => {
    const bases = new Set(basesOf(english));
    expect([...usedKeys().keys].filter((key) => !bases.has(key))).toEqual([]);
  });

  it('are all used', () => {
    const { keys, patterns } = usedKeys();
    const unused = basesOf(english).filter(
      (key) => !keys.has(key) && !patterns.some((pattern) => pattern.test(key)),
    );
    expect(unused).toEqual([]);
  });

  it('are there for every error, and for no other', () => {
    const keys = [...english.keys()].filter((key) => key.startsWith('errors:'));
    const wanted = [
      ...errorCodes.map((code) => `errors:${code}`),
      ...knownReasons.map((reason) => `errors:reasons.${reason}`),
      ...nameProblems.map((problem) => `errors:nameProblems.${problem}`),
    ];
    expect(keys.sort()).toEqual(wanted.sort());
  });

  it('are there for every warning, and for no other', () => {
    const keys = [...english.keys()].filter((key) => key.startsWith('warnings:'));
    expect(keys.sort()).toEqual(warningNames.map((name) => `warnings:${name}`).sort());
  });

  it.each(languages)('%s does not speak of the command line', (language) => {
    for (const [key, text] of wordsOf(language)) {
      expect(text, key).not.toMatch(/(^|\s)--?[a-z]|offcut (batch|doctor|models)|OFFCUT_/);
    }
  });
});
