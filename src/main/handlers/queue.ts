import { readFile, stat } from 'node:fs/promises';
import { clipboard, ClipboardItem, nativeImage, shell, type WebContents } from 'electron';
import { OffcutError } from '../../shared/errors.ts';
import type { Job } from '../../shared/queue.ts';
import { MAX_PAGE } from '../../shared/queue-control.ts';
import type { RequestHandlers } from '../bridge/register.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { Intake } from '../queue/intake.ts';
import type { Pictures } from '../pictures/pictures.ts';
import type { QueueSession } from '../../core/session/queue-session.ts';

export interface QueueTools {
  readonly session: QueueSession;
  readonly intake: Intake;
  readonly inputs: Inputs;
  readonly pictures: Pick<Pictures, 'dragged' | 'copied'>;
  readonly page: () => WebContents | undefined;
}

type QueueHandlers = Pick<RequestHandlers, Extract<keyof RequestHandlers, `queue.${string}`>>;

async function findJob(session: QueueSession, id: number): Promise<Job> {
  const [job] = (await session.ask('jobs', { jobs: [id] })).jobs;
  if (job === undefined) throw new OffcutError('job-unknown', { id });
  return job;
}

/** In the order of the ids; those that are not on the list any more are left out. */
async function findJobs(session: QueueSession, ids: readonly number[]): Promise<readonly Job[]> {
  const found: Job[] = [];
  for (let from = 0; from < ids.length; from += MAX_PAGE) {
    const some = await session.ask('jobs', { jobs: ids.slice(from, from + MAX_PAGE) });
    found.push(...some.jobs);
  }
  return found;
}

async function existing(file: string): Promise<string> {
  await stat(file).catch((error: unknown) => {
    throw new OffcutError('output-gone', { path: file }, { cause: error });
  });
  return file;
}

/** The file of a job that is meant, on disk now. */
async function fileOf(job: Job, what: 'source' | 'output'): Promise<string> {
  const { source, state, target } = job;
  if (what === 'source') {
    if (source.kind === 'file') return existing(source.path);
    throw new OffcutError('output-gone', { path: source.url });
  }
  if (state.name === 'done') return existing(state.output.path);
  if (state.name === 'skipped') return existing(state.path);
  throw new OffcutError('output-gone', { path: target });
}

export function queueHandlers({
  session,
  intake,
  inputs,
  pictures,
  page,
}: QueueTools): QueueHandlers {
  return {
    'queue.add': ({ inputs: ids, recipe, preset }) =>
      intake.add(inputs.get(ids), { recipe, preset }),
    'queue.recut': async ({ jobs: ids, recipe, preset }) => {
      const jobs = await findJobs(session, ids);
      const [id] = ids;
      if (jobs.length === 0 && id !== undefined) throw new OffcutError('job-unknown', { id });
      return intake.recut(
        jobs.map(({ source }) => source),
        { recipe, preset },
      );
    },
    'queue.addPlanned': ({ plan }) => intake.addPlanned(plan),
    'queue.answerConsent': ({ plan, send }) => intake.answerConsent(plan, send),
    'queue.dropPlan': ({ plan }) => {
      intake.drop(plan);
      return {};
    },
    'queue.page': (query) => session.ask('page', query),
    'queue.jobs': (query) => session.ask('jobs', query),
    'queue.position': (query) => session.ask('position', query),
    'queue.counts': (query) => session.ask('counts', query),
    'queue.batches': (query) => session.ask('batches', query),
    'queue.status': (query) => session.ask('status', query),
    'queue.pause': (what) => session.ask('pause', what),
    'queue.resume': (what) => session.ask('resume', what),
    'queue.retry': (what) => session.ask('retry', what),
    'queue.cancel': (what) => session.ask('cancel', what),
    'queue.clear': (what) => session.ask('clear', what),
    'queue.move': (what) => session.ask('move', what),
    'queue.prioritise': (what) => session.ask('prioritise', what),
    'queue.reveal': async ({ job, what }) => {
      shell.showItemInFolder(await fileOf(await findJob(session, job), what));
      return {};
    },
    'queue.open': async ({ job, what }) => {
      const file = await fileOf(await findJob(session, job), what);
      const problem = await shell.openPath(file);
      if (problem !== '') throw new OffcutError('internal', { reason: problem });
      return {};
    },
    'queue.copy': async ({ job }) => {
      const file = await fileOf(await findJob(session, job), 'output');
      const png = await readFile(await pictures.copied(file));
      await clipboard.write([
        new ClipboardItem({ 'image/png': new Blob([new Uint8Array(png)], { type: 'image/png' }) }),
      ]);
      return {};
    },
    'queue.drag': async ({ jobs }) => {
      const files = await Promise.all(
        jobs.map(async (id) => fileOf(await findJob(session, id), 'output')),
      );
      const [file = ''] = files;
      page()?.startDrag({
        file,
        files,
        icon: nativeImage.createFromPath(await pictures.dragged(file)),
      });
      return {};
    },
  };
}
