import { describe, expect, it } from 'vitest';
import { placements } from '../../shared/queue.ts';
import { decideRecovery, type Found } from './recovery.ts';

const temps = ['missing', 'whole', 'other'] as const;
const places = ['free', 'linked', 'equal', 'empty', 'other'] as const;
const originals = ['missing', 'same', 'changed'] as const;

/** Every combination that a look at the disk can find. */
const all = placements.flatMap((placement) =>
  temps.flatMap((temp) =>
    places.flatMap((place) =>
      (placement === 'replace' ? originals : [null]).map((original) => ({
        placement,
        found: { temp, place, original } satisfies Found,
      })),
    ),
  ),
);

/** The decision as one word and its marks, so that a table of all of them can be read. */
const said = (placement: (typeof placements)[number], found: Found): string => {
  const recovery = decideRecovery(placement, found);
  const marks = Object.entries(recovery).flatMap(([key, value]) => (value === true ? [key] : []));
  return [recovery.action, ...marks].join('+');
};

const table = (placement: 'rename' | 'skip' | 'overwrite') =>
  temps.map((temp) => places.map((place) => said(placement, { temp, place, original: null })));

const again = ['run-again', 'record-done', 'record-done', 'run-again+clear', 'run-again+orphan'];

describe('decideRecovery', () => {
  // Columns: the place is free, linked, equal, empty, other. Rows: the temp file is missing, whole,
  // other.
  it.each([
    ['rename', ['move', 'record-done', 'move', 'move+clear', 'move']],
    ['skip', ['move', 'record-done', 'record-skipped', 'move+clear', 'record-skipped']],
    ['overwrite', ['move', 'record-done', 'move', 'move', 'move']],
  ] as const)('%s', (placement, whole) => {
    expect(table(placement)).toEqual([again, whole, again]);
  });

  it('replace: with the original as it was cut', () => {
    const found = (temp: Found['temp']) =>
      places.map((place) => said('replace', { temp, place, original: 'same' }));
    const undone = [
      'run-again',
      'replace+undo',
      'replace+undo',
      'run-again+clear',
      'run-again+orphan',
    ];
    expect(found('missing')).toEqual(undone);
    expect(found('whole')).toEqual([
      'replace',
      'replace+undo',
      'replace',
      'replace+clear',
      'replace',
    ]);
    expect(found('other')).toEqual(undone);
  });

  it('replace: with the original binned, or the output in its place', () => {
    const found = (temp: Found['temp']) =>
      places.map((place) => said('replace', { temp, place, original: 'missing' }));
    expect(found('missing')).toEqual(again);
    expect(found('whole')).toEqual(['move', 'record-done', 'move', 'move+clear', 'move']);
    expect(found('other')).toEqual(again);
  });

  it('never bins an original that is not the one that was cut', () => {
    for (const { placement, found } of all) {
      if (found.original === 'same') continue;
      expect(decideRecovery(placement, found).action).not.toBe('replace');
    }
    const found = { temp: 'whole', place: 'other', original: 'changed' } as const;
    expect(decideRecovery('replace', found).action).toBe('run-again');
  });

  it('never makes an output again that is in its place, nor takes another file for it', () => {
    for (const { placement, found } of all) {
      const { action } = decideRecovery(placement, found);
      const inPlace =
        found.place === 'linked' || (found.place === 'equal' && found.temp !== 'whole');
      expect(action === 'record-done' || (action === 'replace' && found.original === 'same')).toBe(
        inPlace || (action === 'replace' && found.temp === 'whole'),
      );
    }
  });
});
