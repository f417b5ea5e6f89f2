import { expect, it } from 'vitest';
import { budgetSchema } from './budget.ts';

const none = { day: null, month: null };

it('has no limit that nobody set', () => {
  expect(budgetSchema.parse({})).toEqual({ pictures: none, credits: none });
  expect(budgetSchema.parse({ pictures: { day: 0 }, credits: { month: 2.5 } })).toEqual({
    pictures: { day: 0, month: null },
    credits: { day: null, month: 2.5 },
  });
});

it.each([
  { pictures: { day: 1.5 } },
  { pictures: { month: -1 } },
  { pictures: { day: '10' } },
  { credits: { day: -0.5 } },
  { credits: { day: Number.NaN } },
  { credits: { month: Number.POSITIVE_INFINITY } },
  { pictures: { week: 1 } },
  { euros: { day: 1 } },
])('refuses %j', (budget) => {
  expect(budgetSchema.safeParse(budget).success).toBe(false);
});
