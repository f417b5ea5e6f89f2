import { fork } from 'node:child_process';
import type { FromEngine, ToEngine } from '../../shared/engine-protocol.ts';

/** A running engine process, however it was started. */
export interface EngineProcess {
  readonly pid: number | undefined;
  /** A message to a process that is gone is dropped; its end is reported by `onExit`. */
  send(message: ToEngine): void;
  /** Ends it at once, whatever it is doing; resolves when it is gone. */
  kill(): Promise<void>;
}

export interface EngineProcessEvents {
  readonly onMessage: (message: FromEngine) => void;
  /** Called once; `reason` says how it ended and what it said last. */
  readonly onExit: (reason: string) => void;
}

export type StartEngineProcess = (events: EngineProcessEvents) => EngineProcess;

/** How much of what the engine writes to its standard error is kept for the reason of its end. */
const STDERR_TAIL = 2000;

/**
 * Starts the engine as a child of this Node process. On Linux it must run on a plain Node binary,
 * never on Electron's: sharp's libvips and Electron's GObject clash in one process.
 * @param script the engine's bundled program
 * @param execPath a plain Node binary; this process's own by default
 */
export function forkEngine(script: string, execPath?: string): StartEngineProcess {
  return ({ onMessage, onExit }) => {
    const child = fork(script, [], {
      execArgv: [],
      ...(execPath === undefined ? {} : { execPath }),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, VIPS_BLOCK_UNTRUSTED: '1' },
    });
    let stderr = '';
    let ended = false;
    let markGone: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      markGone = resolve;
    });
    const end = (how: string) => {
      if (ended) return;
      ended = true;
      markGone();
      const said = stderr.trim().split('\n').at(-1) ?? '';
      onExit(said === '' ? how : `${how}: ${said}`);
    };
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-STDERR_TAIL);
    });
    child.on('message', (message) => {
      onMessage(message as FromEngine);
    });
    child.on('error', (error) => {
      end(error.message);
    });
    child.on('exit', (code, signal) => {
      end(signal === null ? `exit code ${code ?? 'unknown'}` : `ended by ${signal}`);
    });
    return {
      pid: child.pid,
      send: (message) => {
        if (child.connected) child.send(message, () => undefined);
      },
      kill: () => {
        child.kill('SIGKILL');
        return gone;
      },
    };
  };
}
