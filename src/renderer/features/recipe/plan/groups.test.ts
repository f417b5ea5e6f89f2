import { describe, expect, it } from 'vitest';
import { OffcutError, type ErrorCode } from '../../../../shared/errors.ts';
import { groupProblems } from './groups.ts';

const report = (code: ErrorCode, path = '') => new OffcutError(code, { path }).toReport();
const problem = (input: string, code: ErrorCode) => ({ input, error: report(code, input) });

describe('groupProblems', () => {
  it('puts alike problems together, most first, behind what stands against all', () => {
    const groups = groupProblems({
      problems: [
        problem('a', 'output-collision'),
        problem('b', 'input-not-found'),
        problem('c', 'input-not-found'),
      ],
      refusals: [report('output-unwritable', '/out')],
    });
    expect(groups.map(({ kind, inputs, fix }) => [kind, inputs, fix])).toEqual([
      ['destination', [], 'choose-folder'],
      ['gone', ['b', 'c'], undefined],
      ['collision', ['a'], 'number-names'],
    ]);
    expect(groups[1]?.error.params).toEqual({ path: 'b' });
  });

  it('knows what to say of whatever else there is', () => {
    const [group] = groupProblems({ problems: [problem('a', 'internal')], refusals: [] });
    expect(group).toMatchObject({ kind: 'other', fix: undefined });
  });
});
