import { allAccounts, type ProviderAccount } from '../../shared/provider-account.ts';
import type { StoredKeys } from './stored-keys.ts';

/**
 * A key belongs to the address that it was entered for: whoever could lead it to another one could
 * read it there. To be called before the accounts change.
 * @throws OffcutError `keys-unreadable`: nothing may change then
 */
export function forgetMovedKeys(
  keys: Pick<StoredKeys, 'remove'>,
  before: readonly ProviderAccount[],
  after: readonly ProviderAccount[],
): void {
  const addresses = new Map(allAccounts(before).map(({ id, baseUrl }) => [id, baseUrl]));
  for (const { id, baseUrl } of allAccounts(after)) {
    if (addresses.get(id) !== baseUrl) keys.remove(id);
  }
}
