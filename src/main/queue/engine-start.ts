import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { app, utilityProcess } from 'electron';
import { forkEngine, type StartEngineProcess } from '../../core/engine/engine-process.ts';
import { engineScript } from '../../core/engine/local-engine.ts';
import type { FromEngine } from '../../shared/engine-protocol.ts';

/**
 * The Node binary that the packaged app carries as an extra resource; in development, the one that
 * is on the path.
 */
const carriedNode = () => (app.isPackaged ? path.join(process.resourcesPath, 'node') : 'node');

/** Keys and windows go before pictures; where nobody else wants the processor, it takes no longer. */
function putBehind(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It is gone already, or the system does not allow it: the engine works all the same.
  }
}

/** The engine in one of Electron's own processes, which macOS and Windows allow. */
function utilityEngine(script: string): StartEngineProcess {
  return ({ onMessage, onExit }) => {
    const child = utilityProcess.fork(script, [], {
      serviceName: 'Offcut engine',
      env: { ...process.env, VIPS_BLOCK_UNTRUSTED: '1' },
    });
    let markGone: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      markGone = resolve;
    });
    child.on('message', (message) => {
      onMessage(message as FromEngine);
    });
    child.once('spawn', () => {
      putBehind(child.pid);
    });
    child.once('exit', (code) => {
      markGone();
      onExit(`exit code ${code}`);
    });
    return {
      pid: child.pid,
      send: (message) => {
        child.postMessage(message);
      },
      kill: () => {
        child.kill();
        return gone;
      },
    };
  };
}

/** The engine as a process of Node. */
function nodeEngine(script: string, node?: string): StartEngineProcess {
  const start = forkEngine(script, node);
  return (listeners) => {
    const started = start(listeners);
    putBehind(started.pid);
    return started;
  };
}

/**
 * How the engine is started here. On Linux it never runs on Electron's binary: sharp's libvips and
 * Electron's GObject clash in one process.
 */
export function engineStart(): StartEngineProcess {
  const script = engineScript();
  // Electron's types promise a version that plain Node does not have.
  const versions: Readonly<Partial<NodeJS.ProcessVersions>> = process.versions;
  if (versions.electron === undefined) return nodeEngine(script);
  return process.platform === 'linux' ? nodeEngine(script, carriedNode()) : utilityEngine(script);
}
