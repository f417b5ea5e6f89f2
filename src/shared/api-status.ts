import type { ErrorReport } from './errors.ts';

/** How the local API that the app serves is. */
export type ApiStatus =
  | { readonly state: 'off' }
  | { readonly state: 'starting' }
  /** `url`: such as `http://127.0.0.1:7420`. */
  | { readonly state: 'on'; readonly url: string }
  | { readonly state: 'failed'; readonly error: ErrorReport };
