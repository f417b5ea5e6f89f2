import path from 'node:path';
import sharp from 'sharp';
import { root } from './cli.ts';

/**
 * The sample mug as a JPEG of 480 x 360 px: small, so that the work around the matte is quick; the
 * model sees it at its own size anyway.
 */
export const smallMug = (): Promise<Buffer> =>
  sharp(path.join(root, 'samples/mug.jpg')).resize(480).jpeg({ quality: 95 }).toBuffer();
