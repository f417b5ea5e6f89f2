import { homedir } from 'node:os';

/** Keys as the known services and our own API write them, and anything that a header names as one. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/offcut_[\w-]{43}/g, '[key]'],
  [/\bbearer\s+[^\s"',;]+/gi, '[key]'],
  [/\b(?:sk|pk|key|tok|api)[-_][\w-]{12,}/gi, '[key]'],
  [
    /((?:x-)?api[-_]?key|authorization|token|secret|password)(["']?\s*[:= ]\s*["']?)[^\s"',;]+/gi,
    '$1$2[key]',
  ],
  [/\b[0-9a-f]{32,}\b/gi, '[hex]'],
  // What an address asks for may hold a signature.
  [/(https?:\/\/[^\s"'?#]+)[?#][^\s"']*/gi, '$1?[query]'],
  [/(https?:\/\/)[^\s"'/@]+@/gi, '$1[user]@'],
];

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A line that may be shown to others: without keys, and without the name of the user's folder. */
export function redact(text: string, home: string = homedir()): string {
  const roots = home.length > 1 ? [new RegExp(escaped(home), 'gi')] : [];
  const without = roots.reduce((line, root) => line.replaceAll(root, '~'), text);
  return secrets.reduce((line, [pattern, instead]) => line.replaceAll(pattern, instead), without);
}
