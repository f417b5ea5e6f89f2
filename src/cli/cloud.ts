import type { Command } from 'commander';
import { defaultEngineOptions } from '../core/engine/engine-options.ts';
import { localEngine } from '../core/engine/local-engine.ts';
import { providerOf } from '../core/providers/catalogue.ts';
import type { CloudTools } from '../core/providers/cloud.ts';
import { CloudDesk } from '../core/providers/desk.ts';
import { plainKeys } from '../core/providers/keys/plain-keys.ts';
import { dataDirectory } from '../core/paths.ts';
import { readSettings } from '../core/settings/read-settings.ts';
import type { Consent } from '../shared/consent.ts';
import { OffcutError } from '../shared/errors.ts';
import type { Recipe } from '../shared/recipe.ts';
import { inCredits } from './outcome-notes.ts';
import { UsageError } from './usage-error.ts';

/** The user's accounts, with the keys that the command line knows. */
export function openDesk(engine: CloudTools['engine']): CloudDesk {
  const dataFolder = dataDirectory();
  // Read when they are needed: most commands send nothing, and a window may change them meanwhile.
  const settings = () => readSettings(dataFolder);
  return new CloudDesk({ engine, dataFolder, keys: plainKeys(), settings });
}

/** For those that only ask or look up, and cut nothing. */
export async function withDesk<T>(use: (desk: CloudDesk) => T | Promise<T>): Promise<T> {
  const engine = localEngine(defaultEngineOptions);
  const desk = openDesk(engine);
  try {
    return await use(desk);
  } finally {
    await desk.close();
    await engine.close();
  }
}

export interface ConsentFlags {
  readonly consent?: true;
}

/** `--consent`, for every command whose pictures may be sent to providers. */
export const addConsentFlag = (command: Command): Command =>
  command.option(
    '--consent',
    'agree that pictures are sent to the providers that --engine has asked',
  );

/**
 * What the user agreed to with `--consent`: that pictures go to those whom the recipe asks. Null: to
 * nobody. Whether they can be asked is seen by who works on the pictures, with the keys it has.
 * @throws UsageError; OffcutError `consent-missing`, `cloud-network-off`, `provider-unknown`
 */
export async function consentFromFlags(
  { engine }: Recipe,
  { consent }: ConsentFlags,
  desk: CloudDesk,
): Promise<Consent | null> {
  const { policy, providers, minConfidence } = engine;
  if (policy === 'local') {
    if (consent === true || providers.length > 0 || minConfidence !== null) {
      throw new UsageError(
        '--consent, --providers and --min-confidence are for --engine local-then-cloud or cloud.',
      );
    }
    return null;
  }
  if (policy === 'cloud' && minConfidence !== null) {
    throw new UsageError('--min-confidence is for --engine local-then-cloud.');
  }
  if (consent !== true) {
    if (policy === 'cloud') throw new OffcutError('consent-missing');
    return null;
  }
  const order = await desk.order({ engine });
  if (order.length === 0) {
    const ways = 'see "offcut providers", or name them with --providers';
    throw new UsageError(`There is no key for any provider that is switched on; ${ways}.`);
  }
  const given = { providers: order, at: Date.now() };
  const permit = desk.permit(given);
  if ('refusal' in permit) throw permit.refusal;
  return given;
}

/** What a batch may send where, and what that costs at most. */
export function whatMayBeSent({ providers }: Consent, pictures: number): string {
  const names = providers.map((id) => {
    const { name, capabilities } = providerOf(id);
    return `${name} (${inCredits(capabilities.credits)} each)`;
  });
  const what = pictures === 1 ? 'The picture' : `Up to ${pictures} pictures`;
  return `${what} may be sent, without metadata, to ${names.join(', else ')}.`;
}
