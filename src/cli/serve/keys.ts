import { Option, type Command } from 'commander';
import { KeyRing } from '../../core/api/keys/key-ring.ts';
import { openApiStore } from '../../core/api/store/open-api-store.ts';
import { renewSecret, secretOf } from '../../core/api/store/secrets.ts';
import { dataDirectory } from '../../core/paths.ts';
import type { SqlDatabase } from '../../core/sqlite/sql-database.ts';
import { apiScopes, type ApiKey, type ApiScope } from '../../shared/api-key.ts';
import { count } from '../flags/number-flags.ts';
import { say } from '../say.ts';
import { UsageError } from '../usage-error.ts';

interface AddOptions {
  readonly scope: ApiScope;
  readonly perMinute: number;
  readonly quota?: number;
  readonly json?: true;
}

function withStore<T>(use: (db: SqlDatabase) => T): T {
  const db = openApiStore(dataDirectory());
  try {
    return use(db);
  } finally {
    db.close();
  }
}

function keyLine({ id, name, hint, scope, perMinute, quota, used, revokedAt }: ApiKey): string {
  const credits = quota === null ? `${used} credits used` : `${used} of ${quota} credits used`;
  const state = revokedAt === null ? '' : ', revoked';
  return `${id}  ...${hint}  ${scope}  ${perMinute}/min  ${credits}${state}  ${name}`;
}

function list(json: boolean): void {
  const keys = withStore((db) => new KeyRing(db).list());
  for (const key of keys) say(json ? JSON.stringify(key) : keyLine(key));
  if (keys.length === 0 && !json) say('There is no key yet. The first start of the API makes one.');
}

function add(name: string, { scope, perMinute, quota, json }: AddOptions): void {
  if (name.trim() === '' || name.trim().length > 60) {
    throw new UsageError('The name of a key has 1 to 60 characters.');
  }
  const { key, secret } = withStore((db) =>
    new KeyRing(db).add({ name, scope, perMinute, quota: quota ?? null }),
  );
  if (json) say(JSON.stringify({ ...key, key: secret }));
  else say(`${secret}\nThis is the only time that it is shown; Offcut keeps no copy of it.`);
}

function revoke(id: string): void {
  const { name } = withStore((db) => new KeyRing(db).revoke(id));
  say(`The key "${name}" is refused from now on.`);
}

/** `offcut serve keys ...` and `offcut serve webhook-secret` */
export function addKeyCommands(serve: Command): void {
  const keys = serve
    .command('keys')
    .description('show the keys of the local API, or make and revoke some')
    .enablePositionalOptions()
    .option('--json', 'print one JSON object a line')
    .action(({ json }: { json?: true }) => {
      list(json === true);
    });
  keys
    .command('add')
    .description('make a key, and show it once')
    .argument('<name>', 'what it is for')
    .addOption(
      new Option('--scope <scope>', 'what it may be used for').choices(apiScopes).default('cut'),
    )
    .option('--per-minute <n>', 'requests in a minute', count(1, 100_000), 600)
    .option('--quota <credits>', 'credits in all; a cutout takes one', count(0, 1_000_000_000))
    .option('--json', 'print one JSON object')
    .action(add);
  keys
    .command('revoke')
    .description('refuse a key from now on')
    .argument('<id>', 'as "offcut serve keys" shows it')
    .action(revoke);
  serve
    .command('webhook-secret')
    .description('show what webhooks are signed with')
    .option('--renew', 'take a new one')
    .action(({ renew }: { renew?: true }) => {
      const secret = withStore((db) =>
        renew === true ? renewSecret(db, 'webhooks') : secretOf(db, 'webhooks'),
      );
      // As the Standard Webhooks specification writes secrets.
      say(`whsec_${secret}`);
    });
}
