import { defaultEngineOptions } from '../../core/engine/engine-options.ts';
import type { Engine } from '../../core/engine/engine.ts';
import { localEngine } from '../../core/engine/local-engine.ts';
import { chooseModel } from '../../core/models/choose.ts';
import { dataDirectory } from '../../core/paths.ts';
import { attachOrOwn, type QueueAccess } from '../../core/queue/control/attach-or-own.ts';
import type { OwnerOptions } from '../../core/queue/control/owner.ts';
import type { QueuePort } from '../../core/queue/control/port.ts';
import type { OpenReport } from '../../core/queue/store/open-queue-store.ts';

export interface WorkSetting {
  /** Pictures at work at once. */
  readonly concurrency: number;
  /** Of one inference; 0: as many as there are cores. */
  readonly threads: number;
  readonly note: (line: string) => void;
}

/** What owning the queue takes, and the engine that is to be closed after it. */
function ownerOptions(
  { concurrency, threads, note }: WorkSetting,
  rest: Pick<OwnerOptions, 'purpose' | 'onStop'>,
): { readonly options: OwnerOptions; readonly engine: Engine } {
  // One more than the queue hands out in turn: the place for a picture that somebody waits for.
  const engine = localEngine({ concurrency: concurrency + 1, threads });
  const options: OwnerOptions = {
    ...rest,
    dataFolder: dataDirectory(),
    engine,
    resolveModel: async (id) => {
      const onPrepare = ({ id: name }: { readonly id: string }) => {
        note(`Preparing the model ${name}, once ...`);
      };
      const { model, path: file } = await chooseModel(id, engine, { onPrepare });
      return { entry: model, file };
    },
    device: 'cpu',
    concurrency,
  };
  return { options, engine };
}

const shownTime = (ms: number) => new Date(ms).toISOString();

/** What the user should know of how the queue was opened; undefined: nothing. */
function openingNote(report: OpenReport): string | undefined {
  if (report.type === 'restored') {
    const aside =
      report.keptAside === null ? '' : `; what was there is kept in ${report.keptAside}`;
    return `The queue could not be used (${report.reason}), so its backup of ${shownTime(report.madeAt)} was brought back${aside}.`;
  }
  if (report.type === 'started-over') {
    return `The queue could not be used (${report.reason}) and had no backup, so a new one was begun; what was there is kept in ${report.keptAside ?? 'no place'}.`;
  }
  return undefined;
}

const quiet: WorkSetting = {
  concurrency: defaultEngineOptions.concurrency,
  threads: 0,
  note: (line) => {
    process.stderr.write(`${line}\n`);
  },
};

/** Uses the queue for a moment: that of the process that works on it, or the resting one. */
export async function withQueue<T>(use: (access: QueueAccess) => Promise<T>): Promise<T> {
  const { options, engine } = ownerOptions(quiet, { purpose: 'edit' });
  const access = await attachOrOwn(options);
  try {
    if (access.role === 'owner') tellOpening(access.owner.report, quiet.note);
    return await use(access);
  } finally {
    if (access.role === 'owner') await access.owner.close();
    else access.client.close();
    await engine.close();
  }
}

function tellOpening(report: OpenReport, note: (line: string) => void): void {
  const line = openingNote(report);
  if (line !== undefined) note(line);
}

/** The queue for one who stays and works on it. */
export interface WorkAccess {
  readonly access: QueueAccess;
  readonly port: QueuePort;
  /** Lets go of the queue; as its owner, gives what is at work so many ms to end. */
  readonly leave: (graceMs: number) => Promise<void>;
}

/** @throws OffcutError of `attachOrOwn` */
export async function stayWithQueue(setting: WorkSetting, onStop: () => void): Promise<WorkAccess> {
  const { options, engine } = ownerOptions(setting, { purpose: 'work', onStop });
  const access = await attachOrOwn(options);
  if (access.role === 'owner') tellOpening(access.owner.report, setting.note);
  return {
    access,
    port: access.port,
    leave: async (graceMs) => {
      if (access.role === 'owner') await access.owner.close(graceMs);
      else access.client.close();
      await engine.close();
    },
  };
}
