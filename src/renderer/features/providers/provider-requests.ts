import type { ProvidersAnswer } from '../../../shared/bridge/contract.ts';
import type { ProviderId } from '../../../shared/provider.ts';
import { OffcutError, type ErrorReport } from '../../../shared/errors.ts';
import { allAccounts } from '../../../shared/provider-account.ts';
import { request } from '../../bridge/client.ts';
import { tellError } from '../../stores/notice-store.ts';
import { providersTold, refreshProviders } from '../../stores/providers-store.ts';
import { changeSettings, currentSettings } from '../../stores/settings-store.ts';
import { moved, withAccount, type AccountChange } from './accounts.ts';

const current = () => allAccounts(currentSettings().providers.accounts);

export const changeAccount = (id: ProviderId, change: AccountChange): Promise<void> =>
  changeSettings({ providers: { accounts: withAccount(current(), id, change) } });

export const moveAccount = (id: ProviderId, direction: 'up' | 'down'): Promise<void> =>
  changeSettings({ providers: { accounts: moved(current(), id, direction) } });

/** Null: it is kept; else why it is not. */
export async function keyKept(sent: Promise<ProvidersAnswer>): Promise<ErrorReport | null> {
  try {
    providersTold(await sent);
    return null;
  } catch (thrown) {
    return OffcutError.from(thrown).toReport();
  }
}

/** Whether it was removed; what stands against it is told. */
export async function keyRemoved(sent: Promise<ProvidersAnswer>): Promise<boolean> {
  try {
    providersTold(await sent);
    return true;
  } catch (thrown) {
    tellError(thrown);
    return false;
  }
}

export const setKey = (id: ProviderId, key: string) =>
  keyKept(request('providers.setKey', { id, key }));

export const removeKey = (id: ProviderId) => keyRemoved(request('providers.removeKey', { id }));

/** What became of a test. `remaining`: the provider's own credits; null: it does not say. */
export type TestResult =
  | { readonly works: true; readonly remaining: number | null }
  | { readonly works: false; readonly error: ErrorReport };

export async function testKey(id: ProviderId): Promise<TestResult> {
  try {
    return { works: true, ...(await request('providers.test', { id })) };
  } catch (thrown) {
    return { works: false, error: OffcutError.from(thrown).toReport() };
  } finally {
    // It counts as the provider's last failure, or ends it.
    refreshProviders();
  }
}
