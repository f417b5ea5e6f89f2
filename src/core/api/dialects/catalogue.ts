import { clipdrop } from './clipdrop.ts';
import { cropPhoto } from './crop-photo.ts';
import type { Dialect } from './dialect.ts';
import { imgProcessing } from './img-processing.ts';
import { poof } from './poof.ts';
import { removebg } from './removebg.ts';
import { tengr } from './tengr.ts';
import { v1 } from '../v1/v1.ts';

/** All that is spoken here. */
export const dialects: readonly Dialect[] = [
  clipdrop,
  cropPhoto,
  imgProcessing,
  poof,
  removebg,
  tengr,
  v1,
];
