import type { Command } from 'commander';
import { providerOf } from '../../core/providers/catalogue.ts';
import { addressFromEnvironment, plainKeys } from '../../core/providers/keys/plain-keys.ts';
import {
  lastFour,
  type FoundKey,
  type PlainKeyOrigin,
} from '../../core/providers/keys/provider-keys.ts';
import type { ProviderAccount } from '../../shared/provider-account.ts';
import { withDesk } from '../cloud.ts';
import { exitCodes } from '../exit-codes.ts';
import { inCredits } from '../outcome-notes.ts';
import { say } from '../say.ts';

/** What there is to say of a provider; of its key, no more than which one it is. */
interface Listed {
  readonly id: string;
  readonly name: string;
  readonly input: 'file' | 'url';
  readonly enabled: boolean;
  readonly baseUrl: string | null;
  readonly credits: number;
  readonly key: { readonly lastFour: string; readonly from: string } | null;
}

function shownKey(found: FoundKey<PlainKeyOrigin>): Listed['key'] {
  const { key, origin } = found;
  return { lastFour: lastFour(key), from: origin.kind === 'file' ? origin.path : origin.name };
}

async function listed({ id, enabled }: ProviderAccount): Promise<Listed> {
  const { name, capabilities, ...provider } = providerOf(id);
  const { input, credits } = capabilities;
  const found = await plainKeys().find(id);
  const address = addressFromEnvironment(id) ?? provider.baseUrl;
  const key = found === undefined ? null : shownKey(found);
  return { id, name, input, enabled, baseUrl: address, credits, key };
}

function lineOf({ id, name, input, enabled, credits, key }: Listed): string {
  const takes = input === 'file' ? 'takes files' : 'takes public web addresses only';
  const last = key === null || key.lastFour === '' ? '' : ` ...${key.lastFour}`;
  const has = key === null ? 'no key' : `key${last} from ${key.from}`;
  const off = enabled ? '' : '  switched off';
  return `${id}  ${name}  ${has}${off}\n  ${takes}, ${inCredits(credits)} a picture`;
}

const list = (json: boolean): Promise<void> =>
  withDesk(async (desk) => {
    for (const account of desk.accounts()) {
      const shown = await listed(account);
      say(json ? JSON.stringify(shown) : lineOf(shown));
    }
  });

/** @throws OffcutError `provider-unknown`, those of `CloudDesk.check` and `checkStaging` */
async function test(id: string, baseUrl: string | undefined, json: boolean): Promise<void> {
  if (id === 'staging') {
    await withDesk((desk) => desk.checkStaging(new AbortController().signal));
    say(
      json
        ? JSON.stringify({ id, ok: true })
        : 'The bucket takes a picture, shows it and lets it go.',
    );
    return;
  }
  const provider = providerOf(id);
  const { remaining } = await withDesk((desk) =>
    desk.check(provider.id, new AbortController().signal, baseUrl),
  );
  if (json) say(JSON.stringify({ id, ok: true, remaining }));
  else say(`${provider.name} takes the key.${remaining === null ? '' : ` ${remaining} left.`}`);
}

const inPictures = (pictures: number): string =>
  `${pictures} ${pictures === 1 ? 'picture' : 'pictures'}`;

/** What each provider was given, and what it may be given. @throws OffcutError `spend-unwritable` */
const spend = (json: boolean): Promise<void> =>
  withDesk((desk) => {
    for (const { id, budget } of desk.accounts()) {
      const spent = desk.spent(id);
      if (json) {
        say(JSON.stringify({ id, spent, budget }));
        continue;
      }
      const parts = (['day', 'month'] as const).map((window) => {
        const { pictures, credits } = spent[window];
        const limits = [
          ...(budget.pictures[window] === null ? [] : [inPictures(budget.pictures[window])]),
          ...(budget.credits[window] === null ? [] : [inCredits(budget.credits[window])]),
        ];
        const of = limits.length === 0 ? '' : ` of ${limits.join(' and ')}`;
        return `${inPictures(pictures)}, ${inCredits(credits)}${of} ${window === 'day' ? 'today' : 'this month'}`;
      });
      const all = `${inPictures(spent.all.pictures)}, ${inCredits(spent.all.credits)} ever`;
      say(`${id}  ${[...parts, all].join('; ')}`);
    }
  });

interface Flags {
  readonly json?: true;
  readonly baseUrl?: string;
}

/** `offcut providers`, `offcut providers test ID` and `offcut providers spend`. */
export function addProvidersCommand(program: Command, onExit: (code: number) => void): void {
  const command = program
    .command('providers')
    .description('list the cloud providers, and whether there is a key for each')
    .option('--json', 'print one JSON object a line');
  const wantsJson = () => command.opts<Flags>().json === true;
  command.action(async () => {
    await list(wantsJson());
    onExit(exitCodes.done);
  });
  command
    .command('test')
    .description('ask a provider whether its key is good, or try the bucket; costs nothing')
    .argument('<id>', 'provider, or "staging" for the bucket')
    .option('--base-url <url>', 'its address, in place of the documented one')
    .action(async (id: string, { baseUrl }: Flags) => {
      await test(id, baseUrl, wantsJson());
      onExit(exitCodes.done);
    });
  command
    .command('spend')
    .description('say what each provider was given today, this month and ever')
    .action(async () => {
      await spend(wantsJson());
      onExit(exitCodes.done);
    });
}
