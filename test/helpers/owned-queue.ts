import { afterEach } from 'vitest';
import { attachOrOwn, type QueueAccess } from '../../src/core/queue/control/attach-or-own.ts';
import { QueueOwnership, type OwnerOptions } from '../../src/core/queue/control/owner.ts';
import { fakeEngine, type Behaviour, type QueueSetting } from './live-queue.ts';
import { fakeModel } from './model.ts';

export interface OwnerWishes extends Partial<OwnerOptions> {
  /** What happens while a picture is worked on. */
  readonly behave?: Behaviour;
}

const ownerOptionsFor = (
  { dataFolder, moveToTrash }: QueueSetting,
  { behave, ...wishes }: OwnerWishes = {},
): OwnerOptions => ({
  dataFolder,
  engine: fakeEngine(behave).engine,
  resolveModel: () => Promise.resolve({ entry: fakeModel(), file: 'fake.onnx' }),
  device: 'cpu',
  concurrency: 1,
  moveToTrash,
  purpose: 'work',
  ...wishes,
});

/**
 * Ways to the queue of a setting, let go of when the test is over. To be called after
 * `useTempFolder`, so that nothing is still at work in a folder that is removed.
 */
export function useQueueAccess() {
  const closing: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  const ownQueue = async (setting: QueueSetting, wishes?: OwnerWishes): Promise<QueueOwnership> => {
    const owner = await QueueOwnership.take(ownerOptionsFor(setting, wishes));
    closing.push(() => owner.close());
    return owner;
  };

  /** Attaches to the queue's owner, or becomes it. */
  const reachQueue = async (
    setting: QueueSetting,
    wishes?: OwnerWishes,
    patience?: number,
  ): Promise<QueueAccess> => {
    const access = await attachOrOwn(ownerOptionsFor(setting, wishes), patience);
    closing.push(async () => {
      if (access.role === 'client') access.client.close();
      else await access.owner.close();
    });
    return access;
  };

  return { ownQueue, reachQueue };
}
