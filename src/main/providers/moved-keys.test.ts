import { expect, it } from 'vitest';
import { providerAccountSchema } from '../../shared/provider-account.ts';
import type { ProviderId } from '../../shared/provider.ts';
import { forgetMovedKeys } from './moved-keys.ts';

const account = (id: ProviderId, baseUrl: string | null = null, enabled = true) =>
  providerAccountSchema.parse({ id, baseUrl, enabled });
const [here, there] = ['https://here.example', 'https://there.example'];

it.each([
  ['another address', [account('poof', here)], [account('poof', there)], ['poof']],
  ['an address of its own', [], [account('poof', here)], ['poof']],
  ['the documented one again', [account('poof', here)], [], ['poof']],
  ['anything else', [account('poof', here)], [account('poof', here, false)], []],
  [
    'another order',
    [account('poof', here), account('tengr', there)],
    [account('tengr', there), account('poof', here)],
    [],
  ],
] as const)('forgets the key of a provider with %s', (_, before, after, forgotten) => {
  const removed: string[] = [];
  forgetMovedKeys({ remove: (id) => void removed.push(id) }, before, after);
  expect(removed).toEqual(forgotten);
});
