import type { Command } from 'commander';
import { newCaller } from '../../core/providers/call.ts';
import { providerOf, providers } from '../../core/providers/catalogue.ts';
import { plainKeys } from '../../core/providers/keys/plain-keys.ts';
import { lastFour, type FoundKey } from '../../core/providers/keys/provider-keys.ts';
import type { Provider } from '../../core/providers/provider.ts';
import { clientFor } from '../cloud.ts';
import { exitCodes } from '../exit-codes.ts';
import { inCredits } from '../outcome-notes.ts';
import { say } from '../say.ts';

/** What there is to say of a provider; of its key, no more than which one it is. */
interface Listed {
  readonly id: string;
  readonly name: string;
  readonly input: 'file' | 'url';
  readonly baseUrl: string | null;
  readonly credits: number;
  readonly key: { readonly lastFour: string; readonly from: string } | null;
}

function shownKey(found: FoundKey): Listed['key'] {
  const { key, origin } = found;
  return { lastFour: lastFour(key), from: origin.kind === 'file' ? origin.path : origin.name };
}

async function listed({ id, name, baseUrl, capabilities }: Provider): Promise<Listed> {
  const { input, credits } = capabilities;
  const found = await plainKeys().find(id);
  return { id, name, input, baseUrl, credits, key: found === undefined ? null : shownKey(found) };
}

function lineOf({ id, name, input, credits, key }: Listed): string {
  const takes = input === 'file' ? 'takes files' : 'takes public web addresses only';
  const last = key === null || key.lastFour === '' ? '' : ` ...${key.lastFour}`;
  const has = key === null ? 'no key' : `key${last} from ${key.from}`;
  return `${id}  ${name}  ${has}\n  ${takes}, ${inCredits(credits)} a picture`;
}

async function list(json: boolean): Promise<void> {
  for (const provider of providers) {
    const shown = await listed(provider);
    say(json ? JSON.stringify(shown) : lineOf(shown));
  }
}

/** @throws OffcutError `provider-unknown`, `provider-no-key`, those of `ProviderClient.check` */
async function test(id: string, baseUrl: string | undefined, json: boolean): Promise<void> {
  const provider = providerOf(id);
  const { call, close } = newCaller();
  try {
    const client = await clientFor(provider, call, baseUrl);
    const { remaining } = await client.check(new AbortController().signal);
    if (json) say(JSON.stringify({ id, ok: true, remaining }));
    else say(`${provider.name} takes the key.${remaining === null ? '' : ` ${remaining} left.`}`);
  } finally {
    await close();
  }
}

interface Flags {
  readonly json?: true;
  readonly baseUrl?: string;
}

/** `offcut providers` and `offcut providers test ID`. */
export function addProvidersCommand(program: Command, onExit: (code: number) => void): void {
  const command = program
    .command('providers')
    .description('list the cloud providers, and whether there is a key for each')
    .option('--json', 'print one JSON object a line');
  command.action(async () => {
    await list(command.opts<Flags>().json === true);
    onExit(exitCodes.done);
  });
  command
    .command('test')
    .description('ask a provider whether its key is good; costs nothing')
    .argument('<id>', 'provider')
    .option('--base-url <url>', 'its address, in place of the documented one')
    .action(async (id: string, { baseUrl }: Flags) => {
      await test(id, baseUrl, command.opts<Flags>().json === true);
      onExit(exitCodes.done);
    });
}
