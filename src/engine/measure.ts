import type { Size } from '../shared/cutout.ts';
import type { MeasureMessage } from '../shared/engine-protocol.ts';
import { frame } from '../shared/framing.ts';
import { readHeader, type DecodeOptions } from './codec/decode.ts';

/**
 * How large the cutout of a picture will be, from its header. Only for recipes whose cutout does
 * not depend on the subject's box (`sizeSourceOf` tells), so the whole picture stands in for that.
 * @returns px
 * @throws OffcutError of `readHeader`
 */
export async function measure(
  message: MeasureMessage,
  { heic }: Pick<DecodeOptions, 'heic'>,
): Promise<Size> {
  const { source, recipe, name, maxPixels, lenient } = message;
  const { width, height } = await readHeader(source, { name, maxPixels, lenient, heic });
  return frame(recipe, { width, height }, { x: 0, y: 0, width, height }).size;
}
