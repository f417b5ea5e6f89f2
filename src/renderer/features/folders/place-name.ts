export interface PlaceName {
  readonly name: string;
  /** What it lies in; '' for a root. */
  readonly parent: string;
}

/** A folder's path in the two parts that people read. Only Windows takes `\` for a separator. */
export function placeName(path: string, isWindows: boolean): PlaceName {
  const separators = isWindows ? /[\\/]/ : /\//;
  const trimmed = path.replace(isWindows ? /[\\/]+$/ : /\/+$/, '');
  const parts = trimmed.split(separators);
  const name = parts.at(-1) ?? '';
  if (name === '' || parts.length === 1) return { name: path, parent: '' };
  const parent = trimmed.slice(0, trimmed.length - name.length - 1);
  return { name, parent: parent === '' ? '/' : parent };
}
