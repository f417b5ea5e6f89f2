import type { ErrorReport } from './errors.ts';

/** Which process works on the queue, and whether this one may change hot folders. */
export interface QueueLink {
  /** `connecting`: between two owners. */
  readonly role: 'owner' | 'client' | 'connecting';
  readonly pid: number | null;
  /** Why there is none, while there is none. */
  readonly error: ErrorReport | null;
}
