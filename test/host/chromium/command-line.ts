import { asElectron, type Offered } from './emitter.ts';
import { strict } from './not-in-stand-in.ts';

/** The switches that the app was started with, and those that it adds. */
class StandInCommandLine implements Offered<Electron.CommandLine> {
  private readonly switches = new Map<string, string>();

  constructor() {
    for (const arg of process.argv.slice(2)) {
      const [, name, value] = /^--([^=]+)=?(.*)$/.exec(arg) ?? [];
      if (name !== undefined) this.switches.set(name, value ?? '');
    }
    return strict('app.commandLine', this);
  }

  appendSwitch(name: string, value = ''): void {
    this.switches.set(name, value);
  }

  appendArgument(): void {
    return;
  }

  hasSwitch(name: string): boolean {
    return this.switches.has(name);
  }

  getSwitchValue(name: string): string {
    return this.switches.get(name) ?? '';
  }

  removeSwitch(name: string): void {
    this.switches.delete(name);
  }
}

export type { StandInCommandLine };
export const commandLine = asElectron<Electron.CommandLine>(new StandInCommandLine());
