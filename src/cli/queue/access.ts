import { defaultEngineOptions } from '../../core/engine/engine-options.ts';
import { localEngine } from '../../core/engine/local-engine.ts';
import { attachOrOwn, type QueueAccess } from '../../core/queue/control/attach-or-own.ts';
import type { OwnerOptions } from '../../core/queue/control/owner.ts';
import { localOwner } from '../../core/queue/local-owner.ts';
import type { OpenReport } from '../../core/queue/store/open-queue-store.ts';
import { assertNever } from '../../shared/assert.ts';
import { openDesk } from '../cloud.ts';
import type { EngineFlags } from '../flags/engine-flags.ts';
import { warn } from '../say.ts';
import { noticeLine } from './words.ts';

interface WorkSetting extends EngineFlags {
  readonly note: (line: string) => void;
}

/** What the user should know of how the queue was opened; undefined: nothing. */
export function openingNote(report: OpenReport): string | undefined {
  switch (report.type) {
    case 'restored': {
      const { reason, madeAt, keptAside } = report;
      const aside = keptAside === null ? '' : `; what was there is kept in ${keptAside}`;
      const at = new Date(madeAt).toISOString();
      return `The queue could not be used (${reason}), so its backup of ${at} was brought back${aside}. Pictures that were done since then are done again, beside their first cutouts.`;
    }
    case 'started-over': {
      const { reason, keptAside } = report;
      return `The queue could not be used (${reason}) and had no backup, so a new one was begun; what was there is kept in ${keptAside ?? 'no place'}.`;
    }
    case 'created':
    case 'opened':
      return undefined;
    default:
      return assertNever(report);
  }
}

/** The queue, for as long as it is held. */
export interface WorkAccess {
  readonly access: QueueAccess;
  /** Lets go of the queue; as its owner, gives what is at work so many ms to end. */
  readonly leave: (graceMs: number) => Promise<void>;
}

/** @throws OffcutError of `attachOrOwn` */
async function enter(
  setting: WorkSetting,
  rest: Pick<OwnerOptions, 'purpose' | 'onStop'>,
): Promise<WorkAccess> {
  const { concurrency, threads, note } = setting;
  // One more than the queue hands out in turn: the place for a picture that somebody waits for.
  const engine = localEngine({ concurrency: concurrency + 1, threads });
  const desk = openDesk(engine);
  const access = await attachOrOwn(
    localOwner({
      ...rest,
      engine,
      concurrency,
      permit: (consent) => desk.permit(consent),
      onPrepare: (model) => {
        note(`Preparing the model ${model}, once ...`);
      },
    }),
  );
  if (access.role === 'owner') {
    const line = openingNote(access.owner.report);
    if (line !== undefined) note(line);
  }
  return {
    access,
    leave: async (graceMs) => {
      if (access.role === 'owner') await access.owner.close(graceMs);
      else access.client.close();
      await desk.close();
      await engine.close();
    },
  };
}

/** Uses the queue for a moment: that of the process that works on it, or the resting one. */
export async function withQueue<T>(use: (access: QueueAccess) => Promise<T>): Promise<T> {
  const setting = { ...defaultEngineOptions, note: warn };
  const { access, leave } = await enter(setting, { purpose: 'edit' });
  try {
    if (access.role === 'owner') {
      access.owner.queue.subscribe((events) => {
        for (const event of events) if (event.type === 'notice') warn(noticeLine(event.notice));
      });
    }
    return await use(access);
  } finally {
    await leave(0);
  }
}

/**
 * The queue for one who stays and works on it.
 * @throws OffcutError of `attachOrOwn`
 */
export const stayWithQueue = (setting: WorkSetting, onStop: () => void): Promise<WorkAccess> =>
  enter(setting, { purpose: 'work', onStop });
