import cliProgress from 'cli-progress';

/** How far the pictures are that somebody waits for. */
export interface QueueProgress {
  show(state: {
    readonly ended: number;
    readonly all: number;
    readonly perMinute: number | null;
    readonly msLeft: number | null;
  }): void;
  /** Writes a line without tearing the bar. */
  note(line: string): void;
  stop(): void;
}

type Stream = NodeJS.WriteStream;

const plain = (stream: Stream): QueueProgress => ({
  show: () => undefined,
  note: (line) => {
    stream.write(`${line}\n`);
  },
  stop: () => undefined,
});

function bar(stream: Stream): QueueProgress {
  let started = false;
  const bar = new cliProgress.SingleBar({
    stream,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    gracefulExit: false,
    format: (options, { progress, value, total }, payload: { rate?: string; left?: string }) =>
      [
        `${value} of ${total}`,
        cliProgress.Format.BarFormat(progress, options),
        payload.rate ?? '',
        payload.left ?? '',
      ]
        .filter((part) => part !== '')
        .join('  '),
  });
  return {
    show: ({ ended, all, perMinute, msLeft }) => {
      if (all === 0) return;
      if (!started) bar.start(all, ended);
      started = true;
      bar.setTotal(all);
      bar.update(ended, {
        rate: perMinute === null ? '' : `${perMinute.toFixed(1)} a minute`,
        left: msLeft === null ? '' : `${Math.ceil(msLeft / 1000)} s left`,
      });
    },
    note: (line) => {
      stream.write(`\r\x1b[2K${line}\n`);
    },
    stop: () => {
      if (started) bar.stop();
    },
  };
}

/** A bar on a terminal, where it is wanted; else only notes. */
export const queueProgressOn = (stream: Stream, wanted: boolean): QueueProgress =>
  wanted && stream.isTTY ? bar(stream) : plain(stream);
