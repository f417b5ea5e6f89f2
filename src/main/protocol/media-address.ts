import { z } from 'zod';
import {
  mediaSides,
  mediaSizes,
  type MediaSide,
  type MediaSize,
} from '../../shared/bridge/contract.ts';
import { idSchema } from '../../shared/queue-schema.ts';

/** What an address of `offcut-media:` means. */
export type MediaAddress =
  | {
      readonly what: 'job';
      readonly job: number;
      readonly side: MediaSide;
      readonly size: MediaSize;
    }
  | { readonly what: 'preview'; readonly id: string };

const number = z
  .string()
  .regex(/^[1-9]\d{0,15}$/)
  .transform(Number);
const jobAddress = z.tuple([
  number.pipe(idSchema),
  z.enum(mediaSides),
  z.union([z.literal('full'), number]).pipe(z.literal(mediaSizes)),
]);

/** Reads an address; undefined: it is none that names anything. Ids are all that can be named. */
export function readMediaAddress(address: string): MediaAddress | undefined {
  if (!URL.canParse(address)) return undefined;
  const { host, pathname, username, password, port } = new URL(address);
  if (username !== '' || password !== '' || port !== '') return undefined;
  const [empty, ...parts] = pathname.split('/');
  if (empty !== '') return undefined;
  if (host === 'preview') {
    const id = z.tuple([z.uuid()]).safeParse(parts);
    return id.success ? { what: 'preview', id: id.data[0] } : undefined;
  }
  const read = jobAddress.safeParse(parts);
  if (host !== 'job' || !read.success) return undefined;
  const [job, side, size] = read.data;
  return { what: 'job', job, side, size };
}
