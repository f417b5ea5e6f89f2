import { spawn } from 'node:child_process';
import path from 'node:path';
import type { SpendRequest } from '../../src/core/providers/spend/spend-book.ts';
import { budgetSchema } from '../../src/shared/budget.ts';
import { root } from './cli.ts';

/** A picture for one credit that no budget limits, but for what is said. */
export const spendRequest = ({
  budget = {},
  ...rest
}: Partial<Omit<SpendRequest, 'budget'>> & { readonly budget?: unknown } = {}): SpendRequest => ({
  provider: 'acme',
  name: 'Acme',
  job: null,
  pictures: 1,
  credits: 1,
  ...rest,
  budget: budgetSchema.parse(budget),
});

/** What a process says when it is about to begin. */
export const READY = 'ready\n';

export interface SpendOrder {
  readonly dataFolder: string;
  readonly request: SpendRequest;
  /** How often it asks. */
  readonly pictures: number;
  /** Kills itself as soon as something is set aside, as an end that no code can react to. */
  readonly dies: boolean;
}

interface Spender {
  readonly isReady: Promise<unknown>;
  readonly begin: () => void;
  /** How many pictures it got; undefined: it was killed. */
  readonly made: Promise<number | undefined>;
}

function startSpender(order: SpendOrder): Spender {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(root, 'test/helpers/spend-child.ts'), JSON.stringify(order)],
    { cwd: root, stdio: 'pipe' },
  );
  let [heard, said] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (heard += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const made = new Promise<number | undefined>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(Number(heard.replace(READY, '')));
      // Windows knows no signals: what is killed there ends with a code.
      else if (order.dies && said === '' && (signal === 'SIGKILL' || code === 1))
        resolve(undefined);
      else reject(new Error(`it ended with ${String(signal ?? code)}: ${said}`));
    });
  });
  const first = new Promise((resolve) => child.stdout.once('data', resolve));
  return { isReady: Promise.race([first, made]), begin: () => child.stdin.end(), made };
}

/** Processes that begin to spend at the same moment; resolves to how many pictures each got. */
export async function spendElsewhere(
  ...orders: readonly SpendOrder[]
): Promise<readonly (number | undefined)[]> {
  const spenders = orders.map(startSpender);
  await Promise.all(spenders.map(({ isReady }) => isReady));
  for (const { begin } of spenders) begin();
  return Promise.all(spenders.map(({ made }) => made));
}
