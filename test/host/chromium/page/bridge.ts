/// <reference lib="dom" />
import type { AcceleratorKey, Clip, PageMessage, SyncQuestion } from './messages.ts';
import type { Wire } from './wire.ts';

/** What the page's end of the bridge is told when its document starts. */
export interface BridgeOptions {
  readonly platform: string;
  readonly arch: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
}

/** What a preload script can import of Electron in the stand-in, by the names of its members. */
export interface RendererModule {
  readonly ipcRenderer: Members<
    Electron.IpcRenderer,
    | 'invoke'
    | 'send'
    | 'on'
    | 'addListener'
    | 'once'
    | 'off'
    | 'removeListener'
    | 'removeAllListeners'
  >;
  readonly contextBridge: Members<Electron.ContextBridge, 'exposeInMainWorld'>;
  readonly webUtils: Members<Electron.WebUtils, 'getPathForFile'>;
}
type Members<T, K extends keyof T> = Readonly<Record<K, unknown>>;

type Require = (name: string) => unknown;
type Listener = (event: object, ...args: unknown[]) => void;
export type Preload = (
  require: Require,
  module: { exports: object },
  exports: object,
  process: object,
) => void;

/**
 * The page's end of the stand-in: what Electron gives a preload script, and the page's side of
 * drops, pasting and keys. Runs in the page from its own source text, before the page's scripts:
 * it may use nothing from outside.
 */
export function installBridge(wire: Wire, options: BridgeOptions, preload: Preload): void {
  const page = globalThis as unknown as Record<string, unknown>;
  const listeners = new Map<string, { readonly run: Listener; readonly once: boolean }[]>();
  let accelerators: readonly AcceleratorKey[] = [];

  // The binding appears after this script has run, and again after each navigation.
  const call = async (message: PageMessage): Promise<unknown> => {
    const text = wire.encode(message);
    while (page['__offcutStandInCall'] === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const binding = page['__offcutStandInCall'] as (text: string) => Promise<string>;
    return wire.decode(await binding(text));
  };
  const tell = (message: PageMessage) => {
    // A page that is being left has nobody to tell.
    call(message).catch(() => undefined);
  };

  /**
   * Asks the host and waits for its answer without returning to the event loop: the host's
   * debugger session sees the pause, reads the question, writes the answer and lets go.
   */
  function standInSync(question: SyncQuestion): unknown {
    const exchange = { question, answer: '["undefined"]' };
    debugger;
    return wire.decode(exchange.answer);
  }

  const subscribe = (channel: string, run: Listener, once: boolean) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { run, once }]);
    return ipcRenderer;
  };
  const unsubscribe = (channel: string, run: Listener) => {
    const left = (listeners.get(channel) ?? []).filter((listener) => listener.run !== run);
    listeners.set(channel, left);
    return ipcRenderer;
  };
  const ipcRenderer = {
    invoke: async (channel: string, ...args: unknown[]) => {
      const answer = (await call({ kind: 'invoke', channel, args })) as
        { readonly value: unknown } | { readonly error: string };
      if ('error' in answer) {
        throw new Error(`Error invoking remote method '${channel}': ${answer.error}`);
      }
      return answer.value;
    },
    send: (channel: string, ...args: unknown[]) => {
      const message = { kind: 'send', channel, args } as const;
      wire.encode(message); // What cannot be cloned is thrown here, as in Electron.
      tell(message);
    },
    on: (channel: string, run: Listener) => subscribe(channel, run, false),
    addListener: (channel: string, run: Listener) => subscribe(channel, run, false),
    once: (channel: string, run: Listener) => subscribe(channel, run, true),
    off: unsubscribe,
    removeListener: unsubscribe,
    removeAllListeners: (channel: string) => {
      listeners.delete(channel);
      return ipcRenderer;
    },
  };

  const clone = (value: object): unknown => {
    try {
      return structuredClone(value);
    } catch {
      throw new Error('An object could not be cloned.');
    }
  };
  /** What crosses the context bridge: functions as stand-ins for themselves, data as copies. */
  const cross = (value: unknown, seen = new Map<object, unknown>()): unknown => {
    if (typeof value === 'function') {
      const run = value as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => cross(run(...args.map((arg) => cross(arg))));
    }
    if (typeof value !== 'object' || value === null) {
      return typeof value === 'symbol' ? undefined : value;
    }
    const known = seen.get(value);
    if (known !== undefined) return known;
    if (value instanceof Promise) {
      return value.then(
        (inner: unknown) => cross(inner),
        (reason: unknown) => {
          throw reason instanceof Error ? new Error(reason.message) : cross(reason);
        },
      );
    }
    if (value instanceof Blob || value instanceof Element) return value;
    if (Array.isArray(value)) {
      const copy: unknown[] = [];
      seen.set(value, copy);
      for (const inner of value) copy.push(cross(inner, seen));
      return copy;
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return clone(value);
    const copy: Record<string, unknown> = {};
    seen.set(value, copy);
    for (const [key, inner] of Object.entries(value)) copy[key] = cross(inner, seen);
    return copy;
  };
  const freeze = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
    return value;
  };
  const contextBridge = {
    exposeInMainWorld: (key: string, api: unknown) => {
      if (key in globalThis) {
        throw new Error('Cannot bind an API on top of an existing property on the window object');
      }
      Object.defineProperty(globalThis, key, { value: freeze(cross(api)), enumerable: true });
    },
  };
  const webUtils = {
    getPathForFile: (file: unknown) => {
      if (!(file instanceof File)) throw new TypeError('Error processing argument at index 0');
      return standInSync({ kind: 'path', file });
    },
  };

  const strict = (name: string, target: object): object =>
    new Proxy(target, {
      get: (object, key) => {
        if (typeof key === 'symbol' || key === 'then' || key === 'toJSON' || key in object) {
          return Reflect.get(object, key) as unknown;
        }
        throw new Error(`not in the stand-in: ${name}${key}`);
      },
    });
  const members: RendererModule = { ipcRenderer, contextBridge, webUtils };
  const electron = strict('', {
    ipcRenderer: strict('ipcRenderer.', members.ipcRenderer),
    contextBridge: strict('contextBridge.', members.contextBridge),
    webUtils: strict('webUtils.', members.webUtils),
  });

  const receive = (channel: string, args: readonly unknown[]) => {
    const all = listeners.get(channel) ?? [];
    listeners.set(
      channel,
      all.filter(({ once }) => !once),
    );
    for (const { run } of all) run({ sender: ipcRenderer, ports: [] }, ...args);
  };

  /** Gives the page what the app's clipboard holds; true when the page took it as its own. */
  const paste = (clip: Clip, target: EventTarget): boolean => {
    const data = new DataTransfer();
    if (clip.text !== undefined) data.setData('text/plain', clip.text);
    if (clip.png !== undefined) {
      data.items.add(new File([clip.png as BlobPart], 'image.png', { type: 'image/png' }));
    }
    const init = { bubbles: true, cancelable: true, composed: true, clipboardData: data };
    return !target.dispatchEvent(new ClipboardEvent('paste', init));
  };
  const pasteAtFocus = (clip: Clip) => {
    const target = document.activeElement ?? document.body;
    if (!paste(clip, target) && clip.text !== undefined) {
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else types as a user does
      document.execCommand('insertText', false, clip.text);
    }
  };
  addEventListener(
    'paste',
    (event) => {
      if (!event.isTrusted) return;
      const clip = standInSync({ kind: 'clip' }) as Clip | undefined;
      // The app has put nothing there: what the system's clipboard holds is what the user means.
      if (clip === undefined) return;
      event.stopImmediatePropagation();
      event.preventDefault();
      pasteAtFocus(clip);
    },
    { capture: true },
  );
  for (const type of ['copy', 'cut'] as const) {
    addEventListener(type, (event) => {
      const own = event.clipboardData?.getData('text/plain');
      const text = event.defaultPrevented ? own : String(getSelection());
      if (text !== undefined && text !== '') tell({ kind: 'copied', text });
    });
  }

  // Like a menu's keys: after the page had its chance, unless it took the key for itself.
  addEventListener('keydown', (event) => {
    const { key, code, ctrlKey, shiftKey, altKey, metaKey } = event;
    const pressed = { ctrl: ctrlKey, shift: shiftKey, alt: altKey, meta: metaKey };
    tell({ kind: 'key', key, code, ...pressed, repeat: event.repeat });
    if (event.defaultPrevented) return;
    const found = accelerators.find(
      (one) =>
        (one.key === key.toLowerCase() || one.code === code) &&
        one.ctrl === ctrlKey &&
        one.alt === altKey &&
        one.meta === metaKey &&
        (one.shift === shiftKey || one.anyShift),
    );
    if (found === undefined) return;
    if (!found.native) event.preventDefault();
    tell({ kind: 'accelerator', id: found.id });
  });
  const measure = () => {
    tell({
      kind: 'metrics',
      x: screenX,
      y: screenY,
      width: innerWidth,
      height: innerHeight,
      frameWidth: outerWidth,
      frameHeight: outerHeight,
    });
  };
  if (window === window.top) {
    addEventListener('resize', measure);
    addEventListener('contextmenu', (event) => {
      const editable =
        event.target instanceof HTMLElement &&
        (event.target.isContentEditable || /^(input|textarea)$/i.test(event.target.tagName));
      const selection = String(getSelection());
      tell({ kind: 'context-menu', x: event.clientX, y: event.clientY, editable, selection });
    });
  }

  Object.defineProperty(globalThis, '__offcutStandIn', {
    value: {
      receive: (text: string) => {
        const { channel, args } = wire.decode(text) as { channel: string; args: unknown[] };
        receive(channel, args);
      },
      paste: (text: string) => {
        pasteAtFocus(wire.decode(text) as Clip);
      },
      setAccelerators: (text: string) => {
        accelerators = wire.decode(text) as readonly AcceleratorKey[];
      },
    },
  });

  const require: Require = (name) => {
    if (name === 'electron' || name === 'electron/renderer') return electron;
    throw new Error(`module not found: ${name}`);
  };
  const module = { exports: {} };
  const process = Object.freeze({
    ...options,
    env: {},
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
  });
  try {
    preload(require, module, module.exports, process);
  } catch (error) {
    console.error('Unable to load preload script:', error);
  }
}
