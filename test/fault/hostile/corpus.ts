import { bmpFiles } from './bmp.ts';
import { disguisedFiles } from './disguise.ts';
import { gifFiles } from './gif.ts';
import type { HostileFile } from './hostile-file.ts';
import { avifFiles, heicFiles } from './iso-media.ts';
import { jpegFiles } from './jpeg.ts';
import { metadataFiles } from './metadata.ts';
import { mutatedFiles } from './mutation.ts';
import { pngFiles } from './png.ts';
import { makeSeeds } from './seeds.ts';
import { tiffFiles } from './tiff.ts';
import { webpFiles } from './webp.ts';

/** Every hostile file, each with the outcomes that are right for it. */
export async function hostileCorpus(): Promise<readonly HostileFile[]> {
  const seeds = await makeSeeds();
  return [
    ...jpegFiles(seeds),
    ...pngFiles(seeds),
    ...webpFiles(seeds),
    ...gifFiles(seeds),
    ...tiffFiles(seeds),
    ...avifFiles(seeds),
    ...heicFiles(seeds),
    ...bmpFiles(),
    ...metadataFiles(seeds),
    ...disguisedFiles(seeds),
    ...mutatedFiles(seeds),
  ];
}
