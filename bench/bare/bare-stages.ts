import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { FromBare, ToBare } from './messages.ts';

type Answer<Type extends FromBare['type']> = FromBare & { type: Type };

/** The process in which the bare stages run; see `child.ts`. It keeps its sessions warm. */
export class BareStages {
  readonly #child: ChildProcess;
  #waiting: { resolve: (answer: FromBare) => void; reject: (error: Error) => void } | undefined;

  /** @param root Offcut's own folder */
  constructor(root: string) {
    this.#child = fork(path.join(root, 'bench', 'bare', 'child.ts'), [], {
      cwd: root,
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    });
    this.#child.on('message', (answer: FromBare) => {
      if (answer.type === 'failed') this.#waiting?.reject(new Error(answer.reason));
      else this.#waiting?.resolve(answer);
    });
    this.#child.on('error', (error) => this.#waiting?.reject(error));
    this.#child.on('exit', (code, signal) => {
      this.#waiting?.reject(new Error(`the bare stages ended (${signal ?? code ?? 'unknown'})`));
    });
  }

  #ask(request: ToBare): Promise<FromBare> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#child.send(request);
    });
  }

  /** All stages of one picture, one after another. */
  async stages(request: Omit<ToBare & { type: 'stages' }, 'type'>): Promise<Answer<'stages'>> {
    return (await this.#ask({ type: 'stages', ...request })) as Answer<'stages'>;
  }

  /** One run of a model, in ms; its session is loaded before, if it is not warm. */
  async infer(model: (ToBare & { type: 'infer' })['model']): Promise<number> {
    return ((await this.#ask({ type: 'infer', model })) as Answer<'inferred'>).ms;
  }

  close(): void {
    this.#child.removeAllListeners('exit');
    this.#child.kill();
  }
}
