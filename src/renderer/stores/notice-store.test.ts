import { expect, it } from 'vitest';
import type { AppNotice } from '../../shared/bridge/contract.ts';
import { OffcutError } from '../../shared/errors.ts';
import { withNotice, type ShownNotice } from './notice-store.ts';

const all = (...notices: readonly AppNotice[]) =>
  notices.reduce<readonly ShownNotice[]>((shown, notice, at) => withNotice(shown, notice, at), []);
const types = (shown: readonly ShownNotice[]) => shown.map(({ notice }) => notice.type);
const error = (path: string): AppNotice => ({
  type: 'error',
  error: new OffcutError('input-no-pictures', { path }).toReport(),
});

it('tells the same thing once', () => {
  expect(all(error('/a'), error('/b'), error('/a')).map(({ id }) => id)).toEqual([1, 2]);
});

it('forgets that a model is being prepared once it is', () => {
  const preparing: AppNotice = { type: 'preparing-model', model: 'm' };
  expect(types(all(preparing, { type: 'model-prepared', model: 'other' }))).toEqual([
    'preparing-model',
  ]);
  expect(types(all(preparing, { type: 'model-prepared', model: 'm' }))).toEqual([]);
});
