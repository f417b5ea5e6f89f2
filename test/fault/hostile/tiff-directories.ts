import { noise } from '../../helpers/pixels.ts';
import { damaged, doneOrDamaged, makerOf, type HostileFile } from './hostile-file.ts';
import { greyFields, greyTiff, tags } from './tiff-grey.ts';
import { field, tiff, tiffData } from './tiff-writer.ts';

const make = makerOf('tiff', 'tif');

/** Directories that lead nowhere, or round and round. */
export function directoryFiles(): readonly HostileFile[] {
  const data = noise(256);
  const start = tiffData() + data.length;
  const fields = greyFields();
  const size = 2 + fields.length * 12 + 4;
  const chain = Array.from({ length: 20_000 }, () => ({ fields: [field(tags.width, 3, 16)] }));
  const sub = (at: number) => greyFields([field(tags.subDirectories, 4, at)]);
  return [
    make(
      'loop-itself',
      tiff({ data, directories: [{ fields, next: start }] }),
      doneOrDamaged,
      'a directory that follows itself',
    ),
    make(
      'loop-two',
      tiff({ data, directories: [{ fields }, { fields, next: start }] }),
      doneOrDamaged,
      'two directories that follow each other',
    ),
    make(
      'loop-into',
      tiff({ data, directories: [{ fields, next: start + 2 }] }),
      doneOrDamaged,
      'a directory within a directory',
    ),
    make(
      'sub-loop',
      tiff({ data, directories: [{ fields: sub(start) }] }),
      doneOrDamaged,
      'a directory below itself',
    ),
    make(
      'sub-cycle',
      tiff({ data, directories: [{ fields: sub(start + size + 12) }, { fields: sub(start) }] }),
      doneOrDamaged,
      'two directories below each other',
    ),
    make(
      'sub-outside',
      tiff({ data, directories: [{ fields: sub(0xfffffff0) }] }),
      doneOrDamaged,
      'a sub-directory behind the end',
    ),
    make(
      'next-outside',
      tiff({ data, directories: [{ fields, next: 0x7fffffff }] }),
      doneOrDamaged,
      'the next directory is behind the end',
    ),
    make(
      'next-odd',
      tiff({ data, directories: [{ fields, next: start + 1 }] }),
      doneOrDamaged,
      'the next directory overlaps the first',
    ),
    make(
      'first-outside',
      greyTiff([], { first: 0xfffffffe }),
      damaged,
      'the first directory is behind the end',
    ),
    make('first-0', greyTiff([], { first: 0 }), damaged, 'the first directory is the header'),
    make(
      'directories-20000',
      tiff({ data, directories: [{ fields }, ...chain] }),
      doneOrDamaged,
      '20 000 directories',
    ),
    make(
      'entries-65535',
      tiff({
        data,
        directories: [
          {
            fields: [
              ...fields,
              ...Array.from({ length: 65_535 - fields.length }, (_, i) =>
                field(1_000 + (i % 60_000), 3, 1),
              ),
            ],
          },
        ],
      }),
      doneOrDamaged,
      'a directory of 65535 entries',
    ),
    make(
      'entries-promised',
      Buffer.concat([Buffer.from('II*\0\x08\0\0\0\xff\xff', 'latin1'), Buffer.alloc(40)]),
      damaged,
      '65535 entries are promised, three come',
    ),
    make(
      'no-entries',
      tiff({ data, directories: [{ fields: [] }] }),
      damaged,
      'a directory of no entry',
    ),
    make(
      'big-entries',
      Buffer.concat([
        Buffer.from('II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0', 'latin1'),
        Buffer.alloc(8, 0xff),
      ]),
      damaged,
      '18 quintillion entries are promised',
    ),
  ];
}
