import { describe, expect, it } from 'vitest';
import {
  clear,
  currentSelection,
  leadOf,
  moveBy,
  selectAll,
  selectOnly,
  selectRange,
  setSelection,
  toggle,
  type Selection,
} from './selection-store.ts';

const order = [10, 20, 30, 40, 50];
const jobsOf = ({ jobs }: Selection) => [...jobs];
const down = { by: 1, extend: false };
const up = { by: -1, extend: false };
const downMore = { by: 1, extend: true };
const upMore = { by: -1, extend: true };

describe('a selection', () => {
  it('is what was clicked', () => {
    expect(selectOnly(20)).toEqual({ jobs: new Set([20]), anchor: 20 });
    expect(clear()).toEqual({ jobs: new Set(), anchor: null });
  });

  it('gains and loses single jobs', () => {
    const two = toggle(selectOnly(20), 40);
    expect(two).toEqual({ jobs: new Set([20, 40]), anchor: 40 });
    expect(jobsOf(toggle(two, 20))).toEqual([40]);
  });

  it('spans a range in both directions, from where it began', () => {
    const range = selectRange(selectOnly(20), order, 40);
    expect(jobsOf(range)).toEqual([20, 30, 40]);
    const other = selectRange(range, order, 10);
    expect(other).toEqual({ jobs: new Set([10, 20]), anchor: 20 });
  });

  it('starts anew where a range has no beginning', () => {
    expect(selectRange(clear(), order, 30)).toEqual(selectOnly(30));
    expect(selectRange(selectOnly(99), order, 30)).toEqual(selectOnly(30));
  });

  it('takes all', () => {
    expect(selectAll(selectOnly(30), order)).toEqual({ jobs: new Set(order), anchor: 30 });
    expect(selectAll(clear(), order).anchor).toBe(10);
    expect(selectAll(clear(), [])).toEqual(clear());
  });

  it('moves by keys, and stays on the list', () => {
    expect(moveBy(selectOnly(20), order, down)).toEqual(selectOnly(30));
    expect(moveBy(selectOnly(20), order, { by: 3, extend: false })).toEqual(selectOnly(50));
    expect(moveBy(selectOnly(10), order, up)).toEqual(selectOnly(10));
    expect(moveBy(clear(), order, down)).toEqual(selectOnly(10));
    expect(moveBy(clear(), order, up)).toEqual(selectOnly(50));
    expect(moveBy(clear(), [], down)).toEqual(clear());
  });

  it('grows and shrinks by keys, over where it began', () => {
    let selection = moveBy(selectOnly(30), order, downMore);
    expect(jobsOf(selection)).toEqual([30, 40]);
    expect(leadOf(selection, order)).toBe(40);
    selection = moveBy(moveBy(selection, order, upMore), order, upMore);
    expect(selection).toEqual({ jobs: new Set([20, 30]), anchor: 30 });
    expect(leadOf(selection, order)).toBe(20);
    expect(moveBy(selection, order, up)).toEqual(selectOnly(10));
  });

  it('is one for the whole window', () => {
    setSelection(selectOnly(20));
    expect(currentSelection()).toEqual(selectOnly(20));
    setSelection(clear());
  });
});
