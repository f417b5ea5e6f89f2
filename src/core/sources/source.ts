/** Where a picture comes from. */
export type Source =
  | {
      readonly kind: 'file';
      /** Absolute. */
      readonly path: string;
      /** The sub-folder to mirror in the output, `/`-separated; '' at the top. */
      readonly folder: string;
    }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'stdin' };

export type FileSource = Extract<Source, { kind: 'file' }>;

/** How the files of what Offcut reads end, in lower case without the dot. */
export const readableExtensions: readonly string[] = [
  ...['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'apng', 'webp', 'avif', 'heic', 'heif', 'hif'],
  ...['tif', 'tiff', 'gif', 'bmp', 'dib'],
];

/**
 * Plainly pictures to their owner, but not read. They are taken from folders all the same, so that
 * the user hears a clear refusal instead of missing them in the output. Camera raw and layered
 * formats are not among them: those usually lie beside the JPEG that was made from them.
 */
const refused = ['jxl', 'jp2', 'svg'];

/** The extensions, in lower case without the dot, that make a file in a folder a picture. */
export const pictureExtensions: ReadonlySet<string> = new Set([...readableExtensions, ...refused]);

export function isPictureName(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot > 0 && pictureExtensions.has(name.slice(dot + 1).toLowerCase());
}
