import { clipboard, shell } from 'electron';
import { OffcutError } from '../../shared/errors.ts';
import { diagnostics, type Facts } from './diagnostics.ts';

/** What helps a user to ask for help. */
export class Help {
  readonly #logs: string;
  readonly #facts: () => Promise<Omit<Facts, 'logs'>>;

  /** @param logs the folder of the log */
  constructor(logs: string, facts: () => Promise<Omit<Facts, 'logs'>>) {
    this.#logs = logs;
    this.#facts = facts;
  }

  async copyDiagnostics(): Promise<void> {
    await clipboard.writeText(await diagnostics({ ...(await this.#facts()), logs: this.#logs }));
  }

  /** @throws OffcutError `internal`: the system cannot show the folder */
  async showLogs(): Promise<void> {
    const problem = await shell.openPath(this.#logs);
    if (problem !== '') throw new OffcutError('internal', { reason: problem });
  }
}
