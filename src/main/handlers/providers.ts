import { providerOf } from '../../core/providers/catalogue.ts';
import { lastFour, type FoundKey } from '../../core/providers/keys/provider-keys.ts';
import type { ProviderInfo, ProvidersAnswer } from '../../shared/bridge/contract.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { ProviderId } from '../../shared/provider.ts';
import type { RequestHandlers } from '../bridge/register.ts';
import type { ProviderAccounts } from '../providers/accounts.ts';

type ProviderHandlers = Pick<
  RequestHandlers,
  Extract<keyof RequestHandlers, `providers.${string}`>
>;

/** ms that a provider has to say whether a key is good. */
const TEST_MS = 60_000;

/** All that the window may know of a key. */
const shown = ({ key, origin }: FoundKey): ProviderInfo['key'] => ({
  lastFour: lastFour(key),
  place: origin.kind,
});

export function providerHandlers({ desk, keys }: ProviderAccounts): ProviderHandlers {
  const infoOf = async (id: ProviderId): Promise<ProviderInfo> => {
    const { name, baseUrl, capabilities } = providerOf(id);
    let key: ProviderInfo['key'] = null;
    let lastFailure = desk.lastFailure(id);
    try {
      const found = await keys.find(id);
      if (found !== undefined) key = shown(found);
    } catch (error) {
      // One key that cannot be read does not hide the other providers.
      lastFailure = { error: OffcutError.from(error).toReport(), at: Date.now() };
    }
    return {
      ...{ id, name, input: capabilities.input, credits: capabilities.credits },
      ...{ documentedUrl: baseUrl, key, spent: desk.spent(id), lastFailure },
    };
  };
  const list = async (): Promise<ProvidersAnswer> => ({
    providers: await Promise.all(desk.accounts().map(({ id }) => infoOf(id))),
    keepsKeys: await keys.keeps(),
  });
  return {
    'providers.list': list,
    'providers.setKey': async ({ id, key }) => {
      await keys.set(id, key);
      return list();
    },
    'providers.removeKey': ({ id }) => {
      keys.remove(id);
      return list();
    },
    'providers.test': ({ id }) => desk.check(id, AbortSignal.timeout(TEST_MS)),
  };
}
