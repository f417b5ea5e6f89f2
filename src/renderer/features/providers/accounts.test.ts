import { describe, expect, it } from 'vitest';
import { allAccounts } from '../../../shared/provider-account.ts';
import { providerIds } from '../../../shared/provider.ts';
import { moved, withAccount, withLimit } from './accounts.ts';

const accounts = allAccounts([]);
const idsOf = (list: typeof accounts) => list.map(({ id }) => id);

describe('accounts', () => {
  it('change one at a time', () => {
    const changed = withAccount(accounts, 'poof', { enabled: false });
    expect(changed.filter(({ enabled }) => !enabled).map(({ id }) => id)).toEqual(['poof']);
    expect(idsOf(changed)).toEqual(providerIds);
  });

  it('move by one place, and not beyond the ends', () => {
    const [first, second, ...rest] = providerIds;
    expect(idsOf(moved(accounts, second, 'up'))).toEqual([second, first, ...rest]);
    expect(idsOf(moved(accounts, first, 'down'))).toEqual([second, first, ...rest]);
    expect(moved(accounts, first, 'up')).toBe(accounts);
    expect(moved(accounts, 'remove-bg', 'down')).toBe(accounts);
  });

  it('have limits of their own, each for itself', () => {
    const [{ budget } = { budget: undefined }] = accounts;
    if (budget === undefined) throw new Error('there are accounts');
    expect(withLimit(budget, { unit: 'credits', window: 'month' }, 2.5)).toEqual({
      pictures: { day: null, month: null },
      credits: { day: null, month: 2.5 },
    });
  });
});
