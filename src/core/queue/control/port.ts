import type {
  ControlEvent,
  ControlMethod,
  ControlParams,
  ControlResult,
} from '../../../shared/queue-control.ts';

/**
 * The queue as a front door works with it, wherever it is worked on: in this process, or in another
 * one that this is attached to.
 */
export interface QueuePort {
  /** @throws OffcutError of the request; `queue-owner-gone` when the owner ends meanwhile */
  ask<M extends ControlMethod>(method: M, params: ControlParams<M>): Promise<ControlResult<M>>;
  /** Hears of events after a `subscribe`. Returns a function that ends that. */
  listen(listener: (event: ControlEvent) => void): () => void;
}
