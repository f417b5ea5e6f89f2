import { providerOf } from '../../core/providers/catalogue.ts';
import { lastFour, type FoundKey } from '../../core/providers/keys/provider-keys.ts';
import type { KnownKey, ProviderInfo, ProvidersAnswer } from '../../shared/bridge/contract.ts';
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
const shown = ({ key, origin }: FoundKey): KnownKey => ({
  lastFour: lastFour(key),
  place: origin.kind,
});

export function providerHandlers({ desk, keys }: ProviderAccounts): ProviderHandlers {
  const infoOf = async (id: ProviderId): Promise<ProviderInfo> => {
    const { name, baseUrl, capabilities } = providerOf(id);
    let key: KnownKey | null = null;
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
  /** The id alone may be told of by its end: the secret comes after it. */
  const bucketKey = async (): Promise<KnownKey | null> => {
    const found = await keys.find('staging').catch(() => undefined);
    if (found === undefined) return null;
    const [id = ''] = found.key.trim().split(/\s/);
    return shown({ ...found, key: id });
  };
  const list = async (): Promise<ProvidersAnswer> => ({
    providers: await Promise.all(desk.accounts().map(({ id }) => infoOf(id))),
    keepsKeys: await keys.keeps(),
    bucketKey: await bucketKey(),
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
    'providers.setBucketKeys': async ({ accessKeyId, secretAccessKey }) => {
      await keys.set('staging', `${accessKeyId} ${secretAccessKey}`);
      return list();
    },
    'providers.removeBucketKeys': () => {
      keys.remove('staging');
      return list();
    },
    'providers.testBucket': async () => {
      await desk.checkStaging(AbortSignal.timeout(TEST_MS));
      return {};
    },
  };
}
