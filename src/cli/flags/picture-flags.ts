import type { Command } from 'commander';
import { megapixels } from './number-flags.ts';

/** Which pictures are taken. */
export interface PictureFlags {
  readonly maxMegapixels: number;
  readonly lenient?: true;
}

export const addPictureFlags = (command: Command): Command =>
  command
    .option('--max-megapixels <n>', 'refuse larger pictures', megapixels, 100)
    .option('--lenient', 'take what is readable of damaged pictures');

export const pictureLimits = ({ maxMegapixels, lenient }: PictureFlags) => ({
  maxPixels: Math.round(maxMegapixels * 1e6),
  lenient: lenient === true,
});
