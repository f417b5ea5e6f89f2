const MOST_CHARACTERS = 200;
/** What at least one of the systems does not take in a name. */
const FORBIDDEN = /[\\/:*?"<>|\u0000-\u001f]/;

export type FolderNameProblem = 'empty' | 'long' | 'forbidden' | 'dots';

/** Why a text cannot be the name of a folder on every system; null: it can. */
export function folderNameProblem(text: string): FolderNameProblem | null {
  const name = text.trim();
  if (name === '') return 'empty';
  if (name.length > MOST_CHARACTERS) return 'long';
  if (FORBIDDEN.test(name)) return 'forbidden';
  return name.endsWith('.') ? 'dots' : null;
}
