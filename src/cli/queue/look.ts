import { InvalidArgumentError, Option, type Command } from 'commander';
import type { QueuePort } from '../../core/queue/control/port.ts';
import { jobStates, type JobStateName } from '../../shared/queue.ts';
import { MAX_SEARCH } from '../../shared/queue-control.ts';
import { say } from '../say.ts';
import { withQueue } from './access.ts';
import { jobsOf } from './jobs-of.ts';
import { id } from './which-jobs.ts';
import { countsLine, jobRow, pausedLine, pictures } from './words.ts';

interface ListOptions {
  readonly batch?: number;
  readonly state?: readonly JobStateName[];
  readonly search?: string;
  readonly doubtful?: true;
  readonly json?: true;
}

/** What is searched for. */
function part(text: string): string {
  if (text !== '' && text.length <= MAX_SEARCH) return text;
  throw new InvalidArgumentError(`It must have 1 to ${MAX_SEARCH} characters.`);
}

async function listBatches(port: QueuePort, json: boolean): Promise<void> {
  const { batches } = await port.ask('batches', {});
  for (const { batch, counts } of batches) {
    if (json) say(JSON.stringify({ ...batch, counts }));
    else {
      const rests = batch.paused ? ' (paused)' : '';
      say(`${String(batch.id).padStart(4)}  ${batch.title}${rests}: ${countsLine(counts)}`);
    }
  }
  if (batches.length === 0 && !json) say('The queue is empty.');
}

async function listJobs(port: QueuePort, options: ListOptions): Promise<void> {
  const { batch, state: states, search, doubtful } = options;
  for await (const job of jobsOf(port, { batch, states, search, doubtful })) {
    say(options.json ? JSON.stringify(job) : jobRow(job));
  }
}

async function status(json: boolean): Promise<void> {
  await withQueue(async ({ port, role }) => {
    const { pid, working, state, resting } = await port.ask('status', {});
    const owner = role === 'client' && working ? pid : null;
    if (json) {
      say(JSON.stringify({ owner, resting, ...state }));
      return;
    }
    const { paused, counts, totals } = state;
    say(
      owner === null
        ? 'Nobody works on the queue; "offcut batch run" does.'
        : `Process ${owner} works on the queue.`,
    );
    if (paused) say(pausedLine('queue', undefined));
    say(countsLine(counts));
    if (resting > 0) say(`${pictures(resting)} of these rest in paused batches.`);
    if (totals.msLeft !== null) say(`about ${Math.ceil(totals.msLeft / 1000)} s left`);
  });
}

export function addLookCommands(batch: Command): void {
  const list = batch
    .command('list')
    .description('show the batches, or the jobs that an option asks for')
    .option('--batch <n>', 'the jobs of this batch', id)
    .addOption(new Option('--state <states...>', 'the jobs in these states').choices(jobStates))
    .option('--search <text>', 'the jobs with this in the path or address of the source', part)
    .option('--doubtful', 'the cutouts that the model was not sure of')
    .option('--json', 'print one JSON object a line');
  list.action(async () => {
    const options = list.opts<ListOptions>();
    const { json, ...filter } = options;
    const jobs = Object.keys(filter).length > 0;
    await withQueue(({ port }) =>
      jobs ? listJobs(port, options) : listBatches(port, json === true),
    );
  });
  const stand = batch
    .command('status')
    .description('show how far the queue is and who works on it')
    .option('--json', 'print one JSON object');
  stand.action(() => status(stand.opts<{ json?: true }>().json === true));
}
