/** What is there to run the app in. */
export interface Machine {
  /** Electron's binary is installed. */
  readonly electron: boolean;
  /** A Chromium, Chrome or Edge is installed. */
  readonly browser: boolean;
  readonly display: boolean;
}

export interface Choice {
  readonly host: 'electron' | 'stand-in' | 'terminal' | 'none';
  /** What was chosen and why, for the user. */
  readonly line: string;
}

/** Linux says so in its environment; elsewhere a desktop is taken for granted. */
export function hasDisplay(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  if (platform !== 'linux') return true;
  return [env['DISPLAY'], env['WAYLAND_DISPLAY']].some((name) => name !== undefined && name !== '');
}

/** Where the app runs: in a window when there can be one, else in the terminal. */
export function chooseHost({ electron, browser, display }: Machine, hasInputs: boolean): Choice {
  if (display && electron) return { host: 'electron', line: 'The app runs in Electron.' };
  if (display && browser) {
    return {
      host: 'stand-in',
      line: "Electron's binary is not installed; the app runs in Chromium (stand-in).",
    };
  }
  const reason = display
    ? "Neither Electron's binary nor a Chromium is installed"
    : 'There is no display';
  return hasInputs
    ? { host: 'terminal', line: `${reason}; cutting in the terminal.` }
    : { host: 'none', line: `${reason}; name pictures or folders to cut them in the terminal.` };
}
