import type { HotFolders } from '../../core/hot-folders/hot-folders.ts';
import type { QueuePort } from '../../core/queue/control/port.ts';
import { assertNever } from '../../shared/assert.ts';
import type { HotFolderEvent, HotFolderProblem, HotFolderState } from '../../shared/hot-folders.ts';
import type { HotFolder, HotFolderId, Job, JobId } from '../../shared/queue.ts';
import type { QueueNotice } from '../../shared/queue-events.ts';
import { jobLine, noticeLine } from '../queue/words.ts';
import { say, warn } from '../say.ts';
import { endedLines, pictureOf, problemLine, stateLine } from './words.ts';

export interface TellerOptions {
  /** One object a line on standard output, in place of lines for a person. */
  readonly json?: true;
  /** Only what went wrong. */
  readonly quiet?: true;
}

const keyOf = ({ hotFolder, path, trouble, error }: HotFolderProblem) =>
  JSON.stringify([hotFolder, path, trouble, error.code]);

/** Says what happens: what is done on standard output, what is not, and all else, on the other. */
export class Teller {
  readonly #options: TellerOptions;
  /** Jobs that failed and were not tried again since. */
  readonly #failed = new Set<JobId>();
  readonly #problems = new Set<string>();
  readonly #states = new Map<HotFolderId, HotFolderState>();

  constructor(options: TellerOptions) {
    this.#options = options;
  }

  /** Whether a job failed, of hot folders or not. */
  get anyFailed(): boolean {
    return this.#failed.size > 0;
  }

  /** Something that a person should know. */
  note(line: string): void {
    if (!this.#options.quiet) warn(line);
  }

  /** Tells all of this from now on. */
  async listenTo(port: QueuePort, hot: HotFolders): Promise<void> {
    port.listen((event) => {
      if (event.type === 'ended') {
        this.#ended(event.job);
        return;
      }
      for (const each of event.events) if (each.type === 'notice') this.#notice(each.notice);
    });
    hot.subscribe((event) => {
      this.#happened(event, hot);
    });
    await port.ask('subscribe', {});
  }

  state(folder: HotFolder, state: HotFolderState): void {
    const before = this.#states.get(folder.id);
    this.#states.set(folder.id, state);
    const { json, quiet } = this.#options;
    if (json) say(JSON.stringify({ status: 'folder', folder: folder.folder, state }));
    else if (!quiet || state.name === 'offline') warn(stateLine(folder, state, before));
  }

  /** @param news whether it is told although the same was told before */
  problem(folder: HotFolder, problem: HotFolderProblem, news: boolean): void {
    const key = keyOf(problem);
    if (!news && this.#problems.has(key)) return;
    this.#problems.add(key);
    if (this.#options.json) {
      const { path, trouble, error, job, retrying } = problem;
      const line = { status: 'problem', folder: folder.folder, path, trouble, error };
      say(JSON.stringify({ ...line, job, retrying }));
      return;
    }
    // A person was told by the line of its job.
    if (problem.job !== null && this.#failed.has(problem.job)) return;
    warn(problemLine(folder, problem));
  }

  #ended(job: Job): void {
    const isFailed = job.state.name === 'failed';
    if (isFailed) this.#failed.add(job.id);
    else this.#failed.delete(job.id);
    const { json, quiet } = this.#options;
    if (json) {
      say(jobLine(job));
      return;
    }
    const line = endedLines(job);
    if (line === undefined || (quiet && !isFailed)) return;
    if (isFailed) warn(line);
    else say(line);
  }

  #notice(notice: QueueNotice): void {
    if (notice.type === 'store-failing') warn(noticeLine(notice));
    else this.note(noticeLine(notice));
  }

  #happened(event: HotFolderEvent, hot: HotFolders): void {
    const folderOf = (id: HotFolderId) => hot.kept().find((each) => each.id === id);
    switch (event.type) {
      case 'state': {
        const folder = folderOf(event.hotFolder);
        if (folder !== undefined) this.state(folder, event.state);
        return;
      }
      case 'problem': {
        const folder = folderOf(event.problem.hotFolder);
        if (folder !== undefined) this.problem(folder, event.problem, true);
        return;
      }
      case 'put-away': {
        const folder = folderOf(event.hotFolder);
        if (folder !== undefined) this.#putAway(folder, event.path, event.to);
        return;
      }
      case 'list':
      case 'taken':
      case 'ended':
        return;
      default:
        assertNever(event);
    }
  }

  #putAway(folder: HotFolder, path: string, to: string | null): void {
    const { json, quiet } = this.#options;
    if (json) say(JSON.stringify({ status: 'put-away', folder: folder.folder, path, to }));
    else if (!quiet) say(`${pictureOf(folder, path)} was put away: ${to ?? 'recycle bin'}`);
  }
}
