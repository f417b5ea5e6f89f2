import { countSequenceFrames } from './iso-sequence.ts';
import { factsOf, sharpMetadata } from './open-with-sharp.ts';
import type { OpenPicture } from './picture.ts';
import { toSrgb } from './to-srgb.ts';

/**
 * Opens HEIC. libvips comes without a decoder for HEVC but reads everything else of such a file:
 * its size, upright by the rotation and mirroring that libheif applies, its profile, EXIF and XMP.
 * The EXIF orientation only repeats that rotation and is not looked at.
 */
export const openHeic: OpenPicture = async (file, _format, { maxPixels, lenient, heic }) => {
  const facts = factsOf(await sharpMetadata(file, {}, lenient));
  const { width, height } = facts;
  const { icc } = facts.metadata;
  const frames = await countSequenceFrames(file);
  return {
    ...facts,
    pages: facts.pages.count === 1 ? { count: frames, taken: 1 } : facts.pages,
    readPixels: async (colours, lenientNow) => {
      const pixels = await heic({ file, maxPixels, lenient: lenientNow });
      if (pixels.width !== width || pixels.height !== height) {
        throw new Error(
          `decoded ${pixels.width} x ${pixels.height} where the header says ${width} x ${height}`,
        );
      }
      const rgba = Buffer.from(pixels.rgba.buffer);
      return {
        rgba: icc && colours === 'srgb' ? await toSrgb(rgba, facts, icc) : rgba,
        warnings: icc || pixels.srgbCodes ? [] : ['colours-taken-for-srgb'],
      };
    },
  };
};
