import cliProgress from 'cli-progress';

/** How far the pictures are that a person waits for. */
export interface Stand {
  readonly ended: number;
  readonly all: number;
  /** Pictures; null: not known yet. */
  readonly perMinute: number | null;
  /** ms; null: not known yet, or at rest. */
  readonly msLeft: number | null;
}

/** What the person at the terminal is shown. */
export interface Progress {
  show(stand: Stand): void;
  /** Writes a line without tearing the bar. */
  note(line: string): void;
  stop(): void;
}

type Stream = NodeJS.WriteStream;

type Payload = Partial<Pick<Stand, 'perMinute' | 'msLeft'>>;

/** A bar with rate and time left, for a terminal. */
function barProgress(stream: Stream): Progress {
  let started = false;
  const bar = new cliProgress.SingleBar({
    stream,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    gracefulExit: false,
    format: (options, { progress, value, total }, { perMinute, msLeft }: Payload) => {
      const { BarFormat, TimeFormat } = cliProgress.Format;
      const parts = [`${value} of ${total}`, BarFormat(progress, options)];
      if (perMinute != null) parts.push(`${perMinute.toFixed(1)} a minute`);
      const seconds = Math.ceil((msLeft ?? 0) / 1000);
      if (seconds > 0) parts.push(`${TimeFormat(seconds, options, 1)} left`);
      return parts.join('  ');
    },
  });
  return {
    show: ({ ended, all, perMinute, msLeft }) => {
      if (all === 0) return;
      if (!started) bar.start(all, ended);
      started = true;
      bar.setTotal(all);
      bar.update(ended, { perMinute, msLeft });
    },
    note: (line) => {
      // The bar repaints its own line within a tenth of a second.
      stream.write(`\r\x1b[2K${line}\n`);
    },
    stop: () => {
      if (started) bar.stop();
    },
  };
}

/** Only notes, for everything that is no terminal. */
const plainProgress = (stream: Stream): Progress => ({
  show: () => undefined,
  note: (line) => {
    stream.write(`${line}\n`);
  },
  stop: () => undefined,
});

export const progressOn = (stream: Stream, wanted: boolean): Progress =>
  wanted && stream.isTTY ? barProgress(stream) : plainProgress(stream);
