/** What the test's process and the stand-in tell each other over the fork's channel. */
export type ToStandIn =
  | {
      readonly type: 'evaluate';
      readonly id: number;
      readonly source: string;
      readonly arg: unknown;
    }
  | { readonly type: 'quit' };

export type FromStandIn =
  | { readonly type: 'endpoint'; readonly endpoint: string }
  /** Chromium's target ids of the open windows, in the order in which they were opened. */
  | { readonly type: 'windows'; readonly targets: readonly string[] }
  | { readonly type: 'value'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: unknown };

export const hostEnvironment = {
  /** Set by the launcher of tests: open a debugging port and tell it. */
  port: 'OFFCUT_STAND_IN_PORT',
  /** Set when windows are to be seen. */
  headed: 'OFFCUT_STAND_IN_HEADED',
  /** The file of the app's main bundle. */
  main: 'OFFCUT_STAND_IN_MAIN',
} as const;
