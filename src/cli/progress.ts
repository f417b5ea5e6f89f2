import cliProgress from 'cli-progress';

/** What a picture's end means to the person at the terminal. */
export interface Progress {
  start(total: number): void;
  step(): void;
  /** Writes a line without tearing the bar. */
  note(line: string): void;
  stop(): void;
}

type Stream = NodeJS.WriteStream;

/** A bar with rate and time left, for a terminal. */
function barProgress(stream: Stream): Progress {
  let started = 0;
  let done = 0;
  const bar = new cliProgress.SingleBar({
    stream,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    etaBuffer: 20,
    gracefulExit: false,
    format: (options, params, payload: { rate?: string }) => {
      const formatBar = cliProgress.Format.BarFormat(params.progress, options);
      const seconds = params.eta;
      const left =
        Number.isFinite(seconds) && done > 0
          ? `${cliProgress.Format.TimeFormat(seconds, options, 1)} left`
          : '';
      return [`${params.value} of ${params.total}`, formatBar, payload.rate ?? '', left]
        .filter((part) => part !== '')
        .join('  ');
    },
  });
  return {
    start: (total) => {
      started = performance.now();
      if (total > 0) bar.start(total, 0);
    },
    step: () => {
      done++;
      const seconds = (performance.now() - started) / 1000 / done;
      bar.increment(1, { rate: `${seconds.toFixed(1)} s each` });
    },
    note: (line) => {
      // The bar repaints its own line within a tenth of a second.
      stream.write(`\r\x1b[2K${line}\n`);
    },
    stop: () => {
      bar.stop();
    },
  };
}

/** Only notes, for everything that is no terminal. */
function plainProgress(stream: Stream): Progress {
  return {
    start: () => undefined,
    step: () => undefined,
    note: (line) => {
      stream.write(`${line}\n`);
    },
    stop: () => undefined,
  };
}

export const progressOn = (stream: Stream, wanted: boolean): Progress =>
  wanted && stream.isTTY ? barProgress(stream) : plainProgress(stream);
