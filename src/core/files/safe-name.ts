/** What a name may take on NTFS, APFS, ext4 and most others, in bytes of UTF-8. */
export const MAX_NAME_BYTES = 255;

/** Separators, control characters (a newline is legal on Linux) and halves of surrogate pairs. */
const FORBIDDEN_ANYWHERE = /[/\\\u0000-\u001f\u007f-\u009f\p{Surrogate}]/gu;
const FORBIDDEN_ON_WINDOWS = /[<>:"|?*]/g;

/** Devices, whatever extension follows. */
const RESERVED_ON_WINDOWS = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\.|$)/i;

const ONLY_DOTS = /^\.*$/;

function safeCharacters(name: string, platform: NodeJS.Platform): string {
  const safe = name.replace(FORBIDDEN_ANYWHERE, '_');
  if (platform !== 'win32') return safe;
  const safer = safe.replace(FORBIDDEN_ON_WINDOWS, '_');
  return RESERVED_ON_WINDOWS.test(safer) ? `_${safer}` : safer;
}

/** The longest beginning of `text` within `bytes` of UTF-8 that does not split a code point. */
export function cutToBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let length = 0;
  let used = 0;
  for (const point of text) {
    used += Buffer.byteLength(point);
    if (used > bytes) break;
    length += point.length;
  }
  return text.slice(0, length);
}

/** A stem that can stand before `.png`: never empty, never a path, never a device. */
export function safeStem(stem: string, platform: NodeJS.Platform): string {
  return ONLY_DOTS.test(stem) ? '_' : safeCharacters(stem, platform);
}

/** A folder's name that stays where it is put: never empty, `.`, `..` or a path. */
export function safeFolderName(name: string, platform: NodeJS.Platform): string {
  if (ONLY_DOTS.test(name)) return '_';
  const safe = cutToBytes(safeCharacters(name, platform), MAX_NAME_BYTES);
  // Windows drops them, and so opens another folder than the one that was named.
  return platform === 'win32' ? safe.replace(/[. ]+$/, (end) => '_'.repeat(end.length)) : safe;
}

/** `stem` + `suffix` + `.` + `extension`; the stem is shortened where the name is too long. */
export function fileName(stem: string, suffix: string, extension: string): string {
  const end = extension === '' ? suffix : `${suffix}.${extension}`;
  return cutToBytes(stem, MAX_NAME_BYTES - Buffer.byteLength(end)) + end;
}

/** `photo.png` numbered 2 is `photo (2).png`. */
export function numberedName(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  const stem = dot > 0 ? name.slice(0, dot) : name;
  const extension = dot > 0 ? name.slice(dot + 1) : '';
  return fileName(stem, ` (${number})`, extension);
}

/**
 * Two names with the same key may be one file on some system: case and the Unicode composition of
 * accents are ignored. Upper case comes first because it unites `ß` with `ss`, as APFS does.
 */
export function collisionKey(path: string): string {
  return path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}
