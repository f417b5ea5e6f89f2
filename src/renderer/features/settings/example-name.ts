import {
  clockTokens,
  fillSegment,
  parseNameTemplate,
  withoutEnding,
  type TokenValues,
} from '../../../shared/name-template.ts';
import type { OutputFormat } from '../../../shared/recipe.ts';

/** As files of each format are called. */
const endings: Readonly<Record<OutputFormat, string>> = {
  png: 'png',
  webp: 'webp',
  jpeg: 'jpg',
  avif: 'avif',
  tiff: 'tiff',
};

/** A picture as it comes from a camera. */
const picture: Omit<TokenValues, 'date' | 'time' | 'preset'> = {
  name: 'IMG_2041',
  ext: 'jpg',
  parent: 'Autumn',
  index: 7,
  width: 4032,
  height: 3024,
  model: 'isnet-general',
};

export const exampleSource = `${picture.parent}/${picture.name}.${picture.ext}`;

/**
 * What the cutout of `exampleSource` would be called.
 * @throws OffcutError `name-template-invalid`
 */
export function exampleName(
  text: string,
  format: OutputFormat,
  preset: string | null,
  now: Date,
): string {
  const ending = `.${endings[format]}`;
  const template = withoutEnding(parseNameTemplate(text), ending);
  const values: TokenValues = { ...picture, ...clockTokens(now), preset: preset ?? 'custom' };
  const names = [...template.folders, template.file].map((part) => fillSegment(part, values));
  return `${names.join('/')}${ending}`;
}

/** A text with a token in place of what is selected, and where the caret is then. */
export function insertToken(
  text: string,
  token: string,
  from: number,
  to: number,
): { readonly text: string; readonly caret: number } {
  const inserted = `{${token}}`;
  return { text: text.slice(0, from) + inserted + text.slice(to), caret: from + inserted.length };
}
