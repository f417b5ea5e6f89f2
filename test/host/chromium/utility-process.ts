import { fork, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { asElectron, StandInEmitter, type Offered } from './emitter.ts';
import { strict } from './not-in-stand-in.ts';

/** A process of Node; it hears its parent by `process.on('message')`, there is no parentPort. */
class StandInUtilityProcess extends StandInEmitter implements Offered<Electron.UtilityProcess> {
  private readonly child: ChildProcess;

  constructor(file: string, args: string[] = [], options: Electron.ForkOptions = {}) {
    super('UtilityProcess', 'utilityProcess');
    const { cwd, execArgv = [] } = options;
    const silent = options.stdio === 'pipe';
    const env = { ...(options.env ?? process.env) } as NodeJS.ProcessEnv;
    const settings = { env, execArgv, silent, serialization: 'advanced' } as const;
    this.child = fork(file, args, cwd === undefined ? settings : { ...settings, cwd });
    this.child.on('spawn', () => this.emit('spawn'));
    this.child.on('message', (message) => this.emit('message', message));
    this.child.on('exit', (code) => this.emit('exit', code ?? 1));
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get stdout(): Readable | null {
    return this.child.stdout;
  }

  get stderr(): Readable | null {
    return this.child.stderr;
  }

  postMessage(message: object): void {
    this.child.send(message);
  }

  kill(): boolean {
    return this.child.kill();
  }
}

export type { StandInUtilityProcess };
export const utilityProcess = strict('utilityProcess', {
  fork: (file: string, args?: string[], options?: Electron.ForkOptions) =>
    asElectron<Electron.UtilityProcess>(new StandInUtilityProcess(file, args, options)),
});
