import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Consent } from '../../shared/consent.ts';
import { OffcutError, type ErrorReport } from '../../shared/errors.ts';
import { allAccounts, type ProviderAccount } from '../../shared/provider-account.ts';
import type { ProviderId } from '../../shared/provider.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { Settings } from '../../shared/settings.ts';
import { newCaller, type ManagedCaller } from './call.ts';
import { providerOf } from './catalogue.ts';
import { ProviderClient } from './client.ts';
import { Cloud, type Account, type CloudTools, type StageFile } from './cloud.ts';
import type { CloudPermit } from './cut-by-policy.ts';
import { addressFromEnvironment, keyVariable } from './keys/plain-keys.ts';
import type { ProviderKeys } from './keys/provider-keys.ts';
import type { KeyCheck } from './provider.ts';
import { parseStagingKeys } from './staging/staging-keys.ts';
import { LINK_LIFE_SECONDS, Staging } from './staging/staging.ts';
import { SpendBook, type Spent } from './spend/spend-book.ts';

/** What is older in the bucket is of nobody who is still at work: its link went long ago. */
const SWEEP_AGE_MS = 4 * LINK_LIFE_SECONDS * 1000;

export interface CloudDeskOptions {
  readonly engine: CloudTools['engine'];
  /** Where the record of what was spent is. */
  readonly dataFolder: string;
  readonly keys: ProviderKeys;
  /** As they are now: budgets and switches hold from the next picture on. */
  readonly settings: () => Pick<Settings, 'privacy' | 'providers'>;
}

/** How a provider failed last, since this process began and it last made something. */
export interface LastFailure {
  readonly error: ErrorReport;
  /** ms since 1970. */
  readonly at: number;
}

interface OpenClient {
  readonly key: string;
  readonly baseUrl: string | null;
  readonly client: ProviderClient;
}

/**
 * The user's accounts at the providers, as one process uses them: with the keys, addresses, budgets
 * and switches as they are at that moment. Nothing is opened or made before it is needed.
 */
export class CloudDesk {
  readonly #options: CloudDeskOptions;
  readonly #clients = new Map<ProviderId, OpenClient>();
  readonly #failures = new Map<ProviderId, LastFailure>();
  #caller: ManagedCaller | undefined;
  #spend: SpendBook | undefined;
  #staging: { readonly of: string; readonly staging: Staging } | undefined;
  #folder: Promise<string> | undefined;

  constructor(options: CloudDeskOptions) {
    this.#options = options;
  }

  /** Whether pictures may be sent that this was agreed to for; null: it was not. */
  permit(consent: Consent | null): CloudPermit {
    if (consent === null) return { refusal: new OffcutError('consent-missing') };
    try {
      this.#refuseWithoutNetwork();
      return {
        order: consent.providers.map((id) => providerOf(id).id),
        cloud: {
          cut: async (...given) => (await this.#cloud()).cut(...given),
        },
      };
    } catch (error) {
      return { refusal: OffcutError.from(error) };
    }
  }

  /**
   * Whom a recipe asks, in order: those that it names, or all that are switched on and have a key.
   * @throws OffcutError `provider-unknown`; those of the keys
   */
  async order({ engine }: Pick<Recipe, 'engine'>): Promise<readonly ProviderId[]> {
    if (engine.providers.length > 0) return engine.providers.map((id) => providerOf(id).id);
    const usable: ProviderId[] = [];
    for (const { id, enabled } of this.accounts()) {
      if (enabled && (await this.#options.keys.find(id)) !== undefined) usable.push(id);
    }
    return usable;
  }

  /** Every account, in the user's order. */
  accounts(): readonly ProviderAccount[] {
    return allAccounts(this.#options.settings().providers.accounts);
  }

  /**
   * A provider that may be asked now.
   * @throws OffcutError `provider-off`, `provider-no-key`, `provider-no-address`; those of the keys
   */
  async account(id: ProviderId): Promise<Account> {
    const { enabled, budget } = this.#setting(id);
    if (!enabled) throw new OffcutError('provider-off', { provider: providerOf(id).name });
    const client = await this.#client(id);
    const matte: Account['client']['matte'] = async (source, signal) => {
      try {
        // Between a consent and this call, the switch may have been thrown.
        this.#refuseWithoutNetwork();
        const answer = await client.matte(source, signal);
        this.#failures.delete(id);
        return answer;
      } catch (error) {
        if (!signal.aborted) this.#failed(id, error);
        throw error;
      }
    };
    return { client: { provider: client.provider, matte }, budget };
  }

  /**
   * Asks whether the key is good, at no cost.
   * @param baseUrl in place of the address that is set
   * @throws OffcutError `cloud-network-off`, those of `account`, and of `ProviderClient.check`
   */
  async check(id: ProviderId, signal: AbortSignal, baseUrl?: string): Promise<KeyCheck> {
    this.#refuseWithoutNetwork();
    const client = await this.#client(id, baseUrl);
    try {
      const found = await client.check(signal);
      this.#failures.delete(id);
      return found;
    } catch (error) {
      if (!signal.aborted) this.#failed(id, error);
      throw error;
    }
  }

  /**
   * Tries the user's bucket: puts something into it, fetches it and deletes it.
   * @throws OffcutError `cloud-network-off`, `staging-invalid`, `staging-failed`
   */
  async checkStaging(signal: AbortSignal): Promise<void> {
    this.#refuseWithoutNetwork();
    await (await this.#openStaging()).check(signal);
  }

  /** What a provider was given, by all processes of this user. @throws as `SpendBook.spent` */
  spent(id: ProviderId): Spent {
    return this.#book().spent(id);
  }

  lastFailure(id: ProviderId): LastFailure | null {
    return this.#failures.get(id) ?? null;
  }

  /** To be called when nothing is asked any more. */
  async close(): Promise<void> {
    const folder = this.#folder;
    this.#folder = undefined;
    await this.#staging?.staging.close();
    this.#staging = undefined;
    this.#spend?.close();
    this.#spend = undefined;
    await this.#caller?.close();
    this.#caller = undefined;
    this.#clients.clear();
    if (folder !== undefined) await rm(await folder, { recursive: true, force: true });
  }

  /** @throws OffcutError `cloud-network-off` */
  #refuseWithoutNetwork(): void {
    if (this.#options.settings().privacy.networkOff) throw new OffcutError('cloud-network-off');
  }

  #setting(id: ProviderId): ProviderAccount {
    const setting = this.accounts().find((account) => account.id === id);
    if (setting === undefined) throw new Error(`${id} has no account`);
    return setting;
  }

  /** The one for this key and address, which remembers how fast it may ask and what was refused. */
  async #client(id: ProviderId, given?: string): Promise<ProviderClient> {
    const provider = providerOf(id);
    const found = await this.#options.keys.find(id);
    if (found === undefined) {
      const variable = keyVariable(id);
      throw new OffcutError('provider-no-key', { provider: provider.name, variable });
    }
    const { key, origin } = found;
    // The address of the settings is that of the key that was entered beside it, and of no other.
    const isEntered = origin.kind === 'stored' || origin.kind === 'session';
    const kept = isEntered ? this.#setting(id).baseUrl : null;
    const baseUrl = given ?? addressFromEnvironment(id) ?? kept;
    const open = this.#clients.get(id);
    if (open?.key === key && open.baseUrl === baseUrl) return open.client;
    const { call } = (this.#caller ??= newCaller());
    const client = new ProviderClient({ provider, baseUrl, key, call });
    this.#clients.set(id, { key, baseUrl, client });
    return client;
  }

  #failed(id: ProviderId, error: unknown): void {
    this.#failures.set(id, { error: OffcutError.from(error).toReport(), at: Date.now() });
  }

  #book(): SpendBook {
    return (this.#spend ??= SpendBook.open(this.#options.dataFolder));
  }

  /**
   * The bucket of the settings as they are now. What a killed Offcut left there is swept when it is
   * opened, unless that fails: the next time will do.
   * @throws OffcutError `staging-invalid`, those of the keys
   */
  async #openStaging(): Promise<Staging> {
    const settings = this.#options.settings().providers.staging;
    const found = await this.#options.keys.find('staging');
    if (settings === null || found === undefined) {
      const reason = settings === null ? 'there is no bucket' : 'there are no keys to it';
      throw new OffcutError('staging-invalid', { reason });
    }
    const of = JSON.stringify([settings, found.key]);
    if (this.#staging?.of === of) return this.#staging.staging;
    const former = this.#staging?.staging;
    const staging = new Staging(settings, parseStagingKeys(found.key));
    this.#staging = { of, staging };
    // What is on its way by the one before is tried again by this one.
    void former?.close();
    void staging.sweep(SWEEP_AGE_MS).catch(() => undefined);
    return staging;
  }

  async #cloud(): Promise<Cloud> {
    const folder = await (this.#folder ??= mkdtemp(path.join(tmpdir(), 'offcut-cloud-')));
    const stage: StageFile = async (file, signal) =>
      (await this.#openStaging()).stage(file, { contentType: 'image/jpeg', signal });
    return new Cloud({
      engine: this.#options.engine,
      account: (id) => this.account(id),
      spend: { reserve: (request) => this.#book().reserve(request) },
      stage: this.#options.settings().providers.staging === null ? null : stage,
      folder,
    });
  }
}
