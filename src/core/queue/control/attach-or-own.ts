import { setTimeout as sleep } from 'node:timers/promises';
import { OffcutError, reasonOf } from '../../../shared/errors.ts';
import { queueOwner } from '../store/owner.ts';
import { ControlClient } from './client.ts';
import { QueueOwnership, type OwnerOptions } from './owner.ts';
import type { QueuePort } from './port.ts';

/** Which side of the queue this process is on; both speak the same to it. */
export type QueueAccess =
  | { readonly role: 'owner'; readonly port: QueuePort; readonly owner: QueueOwnership }
  | { readonly role: 'client'; readonly port: QueuePort; readonly client: ControlClient };

/** ms between two tries, and in all: one who edits the list needs a moment, as one who ends does. */
const TRY_AGAIN_MS = 50;
const PATIENCE_MS = 15_000;

/**
 * Becomes the owner of the queue in `options.dataFolder`, or attaches to the one that it has. While
 * an owner comes or goes, tries again.
 * @param patience ms
 * @throws OffcutError of `openQueue`, `control-unusable`, `control-version`, and `queue-unreachable`
 *   when the owner does not answer
 */
export async function attachOrOwn(
  options: OwnerOptions,
  patience = PATIENCE_MS,
): Promise<QueueAccess> {
  const { dataFolder } = options;
  const began = performance.now();
  for (;;) {
    let pid: string | number;
    try {
      const owner = await QueueOwnership.take(options);
      return { role: 'owner', port: owner, owner };
    } catch (error) {
      if (!(error instanceof OffcutError && error.code === 'queue-owned')) throw error;
      pid = error.params['pid'] ?? 'unknown';
    }
    let reason = 'it does not listen';
    try {
      const socket = queueOwner(dataFolder)?.socket;
      if (socket != null) {
        const client = await ControlClient.connect(socket);
        return { role: 'client', port: client, client };
      }
    } catch (error) {
      if (error instanceof OffcutError && error.code === 'control-version') throw error;
      reason = reasonOf(error);
    }
    if (performance.now() - began > patience) {
      throw new OffcutError('queue-unreachable', { path: dataFolder, pid, reason });
    }
    await sleep(TRY_AGAIN_MS);
  }
}
