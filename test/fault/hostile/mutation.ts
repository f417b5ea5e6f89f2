import { noise } from '../../helpers/pixels.ts';
import { anyNamed, makerOf, type HostileFile } from './hostile-file.ts';
import type { Seeds } from './seeds.ts';

/** Sound pictures, changed at random: the same changes in every run. */

type Draw = (below: number) => number;

/** Numbers from a fixed seed. */
function drawsFrom(seed: number): Draw {
  const bytes = noise(4_096, seed);
  let at = 0;
  return (below) => {
    const value = bytes.readUInt32LE((at += 4) % (bytes.length - 4));
    return value % below;
  };
}

const mutations: Readonly<Record<string, (bytes: Buffer, draw: Draw) => Buffer>> = {
  bits: (bytes, draw) => {
    const copy = Buffer.from(bytes);
    for (let i = 0; i < 8; i++) {
      const at = draw(copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << draw(8));
    }
    return copy;
  },
  'header-bits': (bytes, draw) => {
    const copy = Buffer.from(bytes);
    for (let i = 0; i < 4; i++) {
      const at = draw(Math.min(200, copy.length));
      copy[at] = (copy[at] ?? 0) ^ (1 << draw(8));
    }
    return copy;
  },
  extremes: (bytes, draw) => {
    const copy = Buffer.from(bytes);
    for (let i = 0; i < 3; i++) {
      const at = draw(copy.length);
      copy.fill([0, 0x7f, 0x80, 0xff][draw(4)] ?? 0, at, at + 4);
    }
    return copy;
  },
  copy: (bytes, draw) => {
    const copy = Buffer.from(bytes);
    copy.copyWithin(draw(copy.length), draw(copy.length), draw(copy.length));
    return copy;
  },
  splice: (bytes, draw) => {
    const at = draw(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(draw(bytes.length))]);
  },
  insert: (bytes, draw) => {
    const at = draw(bytes.length);
    return Buffer.concat([
      bytes.subarray(0, at),
      noise(1 + draw(60), draw(1_000)),
      bytes.subarray(at),
    ]);
  },
};

const extensions = ['jpg', 'png', 'webp', 'gif', 'tif', 'avif', 'heic'] as const;

/** By the seed's title, e.g. `tif` for `stripTiff`. */
function extensionOf(title: string): string {
  const lower = title.toLowerCase().replace('jpeg', 'jpg');
  const found = extensions.find((extension) => lower.includes(extension));
  if (found === undefined) throw new Error(`no extension is known for ${title}`);
  return found;
}

export function mutatedFiles(seeds: Seeds): readonly HostileFile[] {
  return Object.entries(seeds).flatMap(([title, bytes]: [string, Buffer], number) => {
    const make = makerOf('mutation', extensionOf(title));
    return Object.entries(mutations).map(([kind, mutate], i) =>
      make(
        `${title}-${kind}`,
        mutate(bytes, drawsFrom(100 * number + i + 1)),
        anyNamed,
        `${title} with changed ${kind}`,
      ),
    );
  });
}
