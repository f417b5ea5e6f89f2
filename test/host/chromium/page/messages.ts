/** What the app's clipboard holds, as the page is given it. */
export interface Clip {
  readonly text?: string;
  readonly png?: Uint8Array;
}

/** The keys of one item of the application's menu. */
export interface AcceleratorKey {
  readonly id: number;
  /** What `KeyboardEvent.key` says, in lower case. */
  readonly key: string;
  /** What `KeyboardEvent.code` says; '' when the key says all. */
  readonly code: string;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
  /** Characters such as `+` need Shift on some keyboards and not on others. */
  readonly anyShift: boolean;
  /** Chromium itself does what the item's role says (copy, undo, …): the key is left to it. */
  readonly native: boolean;
}

/** What a page tells the host. */
export type PageMessage =
  | {
      readonly kind: 'invoke' | 'send';
      readonly channel: string;
      readonly args: readonly unknown[];
    }
  | { readonly kind: 'copied'; readonly text: string }
  | {
      readonly kind: 'key';
      readonly key: string;
      readonly code: string;
      readonly ctrl: boolean;
      readonly shift: boolean;
      readonly alt: boolean;
      readonly meta: boolean;
      readonly repeat: boolean;
    }
  | { readonly kind: 'accelerator'; readonly id: number }
  | {
      readonly kind: 'metrics';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly frameWidth: number;
      readonly frameHeight: number;
    }
  | {
      readonly kind: 'context-menu';
      readonly x: number;
      readonly y: number;
      readonly editable: boolean;
      readonly selection: string;
    };

/** What a page asks the host and waits for. `file` is the page's File; the host looks at it there. */
export type SyncQuestion =
  { readonly kind: 'path'; readonly file: unknown } | { readonly kind: 'clip' };
