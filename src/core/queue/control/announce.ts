import type { ControlEvent } from '../../../shared/queue-control.ts';
import type { Queue } from '../queue.ts';

/**
 * Tells one listener what happens in the queue; `flushed` says when it can take the next message.
 * Returns a function that ends that.
 */
export function announce(
  queue: Queue,
  tell: (event: ControlEvent) => void,
  flushed: () => void | Promise<void> = () => undefined,
): () => void {
  const endEvents = queue.subscribe((events) => {
    tell({ type: 'events', events });
    return flushed();
  });
  const endEnds = queue.onEnd(({ id }) => {
    const job = queue.job(id);
    if (job === undefined || job.state.name === 'queued' || job.state.name === 'running') return;
    tell({ type: 'ended', job });
  });
  return () => {
    endEvents();
    endEnds();
  };
}
