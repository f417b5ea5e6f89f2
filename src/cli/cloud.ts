import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Engine } from '../core/engine/engine.ts';
import { newCaller, type Caller } from '../core/providers/call.ts';
import { providerOf, providers } from '../core/providers/catalogue.ts';
import { ProviderClient } from '../core/providers/client.ts';
import { Cloud, type Account } from '../core/providers/cloud.ts';
import {
  addressFromEnvironment,
  keyVariable,
  plainKeys,
} from '../core/providers/keys/plain-keys.ts';
import type { Provider, ProviderId } from '../core/providers/provider.ts';
import { SpendBook } from '../core/providers/spend/spend-book.ts';
import { dataDirectory } from '../core/paths.ts';
import { budgetSchema } from '../shared/budget.ts';
import { OffcutError } from '../shared/errors.ts';
import type { Recipe } from '../shared/recipe.ts';
import { inCredits } from './outcome-notes.ts';
import { UsageError } from './usage-error.ts';

/** The providers that pictures may be sent to, with the user's consent. */
export interface CloudAccess {
  readonly cloud: Cloud;
  readonly order: readonly ProviderId[];
  readonly close: () => Promise<void>;
}

/**
 * A provider with the user's key for it.
 * @param baseUrl its address in place of the documented one
 * @throws OffcutError `provider-no-key`, `provider-no-address`; those of the key file
 */
export async function clientFor(
  provider: Provider,
  call: Caller,
  baseUrl: string | null = addressFromEnvironment(provider.id),
): Promise<ProviderClient> {
  const found = await plainKeys().find(provider.id);
  if (found === undefined) {
    const variable = keyVariable(provider.id);
    throw new OffcutError('provider-no-key', { provider: provider.name, variable });
  }
  return new ProviderClient({ provider, baseUrl, key: found.key, call });
}

/** Those that the recipe names, or all that there is a key for. */
async function orderFor({ engine }: Recipe): Promise<readonly ProviderId[]> {
  if (engine.providers.length > 0) return engine.providers.map((id) => providerOf(id).id);
  const keys = plainKeys();
  const known: ProviderId[] = [];
  for (const { id } of providers) if ((await keys.find(id)) !== undefined) known.push(id);
  if (known.length > 0) return known;
  throw new UsageError('There is no key for any provider; see "offcut providers".');
}

/**
 * Opens the way to the providers that a recipe names.
 * @throws OffcutError `provider-unknown`, `provider-no-key` and `provider-no-address` of one that is
 *   named, `spend-unwritable`; UsageError where none can be asked
 */
export async function openCloud(
  engine: Pick<Engine, 'upload' | 'apply'>,
  recipe: Recipe,
): Promise<CloudAccess> {
  const order = await orderFor(recipe);
  const caller = newCaller();
  const accounts = new Map<ProviderId, Account>();
  for (const id of order) {
    const client = await clientFor(providerOf(id), caller.call);
    accounts.set(id, { client, budget: budgetSchema.parse({}) });
  }
  const spend = SpendBook.open(dataDirectory());
  const folder = await mkdtemp(path.join(tmpdir(), 'offcut-cloud-'));
  const account = (id: ProviderId): Promise<Account> => {
    const known = accounts.get(id);
    if (known === undefined) throw new Error(`${id} was not opened`);
    return Promise.resolve(known);
  };
  return {
    cloud: new Cloud({ engine, account, spend, folder }),
    order,
    close: async () => {
      spend.close();
      await caller.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a batch may send where, and what that costs at most. */
export function whatMayBeSent({ order }: Pick<CloudAccess, 'order'>, pictures: number): string {
  const names = order.map((id) => {
    const { name, capabilities } = providerOf(id);
    return `${name} (${inCredits(capabilities.credits)} each)`;
  });
  const what = pictures === 1 ? 'The picture' : `Up to ${pictures} pictures`;
  return `${what} may be sent, without metadata, to ${names.join(', else ')}.`;
}
