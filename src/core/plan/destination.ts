import type { Placement } from '../../shared/queue.ts';

/** Where outputs go. Paths are absolute; `lookAtFolder` tells which folder they really are. */
export type Destination =
  | { readonly type: 'directory'; readonly path: string }
  | { readonly type: 'file'; readonly path: string }
  /** Beside the original, which makes way for it. */
  | { readonly type: 'replace' };

/** The two go together: only what replaces originals has no place of its own. */
export type Placing =
  | {
      readonly destination: Exclude<Destination, { type: 'replace' }>;
      readonly placement: Exclude<Placement, 'replace'>;
    }
  | {
      readonly destination: Extract<Destination, { type: 'replace' }>;
      readonly placement: Extract<Placement, 'replace'>;
    };
