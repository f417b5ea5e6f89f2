import { describe, expect, it } from 'vitest';
import { meets, scenarioJson, scenarioText } from './report.ts';
import type { Outcome, Scenario } from './scenario.ts';

const outcome: Outcome = {
  status: 'measured',
  findings: [
    {
      title: 'a picture',
      rows: [
        { name: 'Offcut', unit: 'ms', samples: [110, 130, 120] },
        { name: 'ratio', unit: 'x', samples: [1.1], goal: { type: 'at most', limit: 1.15 } },
      ],
      notes: ['as it should be'],
    },
  ],
};

const scenario: Scenario = {
  name: 'single',
  description: 'One picture',
  goal: 'quick',
  run: () => Promise.resolve(outcome),
};

describe('meets', () => {
  it('looks at the median, from the goal’s side', () => {
    expect(meets([1, 1.1, 9], { type: 'at most', limit: 1.15 })).toBe(true);
    expect(meets([1, 1.2, 1.2], { type: 'at most', limit: 1.15 })).toBe(false);
    expect(meets([1.8], { type: 'at least', limit: 1.8 })).toBe(true);
    expect(meets([1.7], { type: 'at least', limit: 1.8 })).toBe(false);
  });
});

describe('scenarioText', () => {
  it('is a table with the spread and the verdict', () => {
    expect(scenarioText(scenario, outcome)).toBe(`
== single: One picture
   goal: quick

a picture
          median  quartiles  min - max  n  goal
  Offcut  120 ms  115 - 125  110 - 130  3
  ratio   1.10 x                        1  at most 1.15 x: met
  as it should be
`);
  });

  it('says why there is nothing', () => {
    const text = scenarioText(scenario, { status: 'skipped', reason: 'not on this system' });
    expect(text).toContain('\nskipped: not on this system\n');
  });
});

describe('scenarioJson', () => {
  it('keeps every sample and says what it comes to', () => {
    expect(scenarioJson(scenario, outcome)).toMatchObject({
      name: 'single',
      findings: [
        { rows: [{ samples: [110, 130, 120], median: 120, min: 110, max: 130 }, { met: true }] },
      ],
    });
  });
});
