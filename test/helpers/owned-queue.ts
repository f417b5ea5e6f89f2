import { onTestFinished } from 'vitest';
import { attachOrOwn, type QueueAccess } from '../../src/core/queue/control/attach-or-own.ts';
import { QueueOwnership, type OwnerOptions } from '../../src/core/queue/control/owner.ts';
import { fakeEngine, type Behaviour, type QueueSetting } from './live-queue.ts';
import { fakeModel } from './model.ts';

export interface OwnerWishes extends Partial<OwnerOptions> {
  /** What happens while a picture is worked on. */
  readonly behave?: Behaviour;
}

export const ownerOptionsFor = (
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

/** Owns the queue of a setting, until the test is over. */
export async function ownQueue(
  setting: QueueSetting,
  wishes?: OwnerWishes,
): Promise<QueueOwnership> {
  const owner = await QueueOwnership.take(ownerOptionsFor(setting, wishes));
  onTestFinished(() => owner.close());
  return owner;
}

/** Attaches to the queue's owner, or becomes it; let go of when the test is over. */
export async function reachQueue(
  setting: QueueSetting,
  wishes?: OwnerWishes,
  patience?: number,
): Promise<QueueAccess> {
  const access = await attachOrOwn(ownerOptionsFor(setting, wishes), patience);
  onTestFinished(async () => {
    if (access.role === 'client') access.client.close();
    else await access.owner.close();
  });
  return access;
}
