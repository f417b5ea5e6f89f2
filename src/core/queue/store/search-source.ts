import type { Condition } from './job-scope.ts';

/** The ways in which a letter is written, itself first; those of more than one letter left out. */
const casesOf = (letter: string): readonly string[] =>
  [...new Set([letter, letter.toLowerCase(), letter.toUpperCase()])].filter(
    (written) => Array.from(written).length === 1,
  );

const isAscii = (letter: string): boolean => letter < '\u{80}';

/** Whether LIKE, which folds the case of ASCII only, would miss a way in which it is written. */
const isBeyondLike = (letter: string): boolean => !isAscii(letter) && casesOf(letter).length > 1;

const likeLetter = (letter: string): string => {
  if (isBeyondLike(letter)) return '_';
  return '%_\\'.includes(letter) ? `\\${letter}` : letter;
};

const globLetter = (letter: string): string => {
  const cases = casesOf(letter);
  return cases.length > 1 || '*?['.includes(letter) ? `[${cases.join('')}]` : letter;
};

/** LIKE is quick and is asked first; GLOB, which folds nothing, is told each letter's cases. */
function contains(part: string): Condition {
  const letters = Array.from(part);
  const like = {
    sql: `jobs.source LIKE ? ESCAPE '\\'`,
    value: `%${letters.map(likeLetter).join('')}%`,
  };
  if (!letters.some(isBeyondLike)) return { sql: like.sql, values: [like.value] };
  return {
    sql: `(${like.sql} AND jobs.source GLOB ?)`,
    values: [like.value, `*${letters.map(globLetter).join('')}*`],
  };
}

/**
 * Jobs whose source's path or URL has `search` in it, in whatever case. Accents count as the same
 * whether they are written as one character or as two, as some systems do in names.
 */
export function inSource(search: string): Condition {
  // SQLite's patterns end there, and no path or URL has one.
  if (search.includes('\0')) return { sql: 'FALSE', values: [] };
  const forms = [...new Set([search, search.normalize('NFC'), search.normalize('NFD')])];
  const conditions = forms.map(contains);
  return {
    sql: `(${conditions.map(({ sql }) => sql).join(' OR ')})`,
    values: conditions.flatMap(({ values }) => values),
  };
}
