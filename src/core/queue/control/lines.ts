import type { Socket } from 'node:net';
import { OffcutError } from '../../../shared/errors.ts';

const NEWLINE = 10;

/**
 * Reads newline-delimited JSON from a socket: calls `onValue` for each line that is JSON, `onBad`
 * for each that is not. A line over `limit` bytes ends the connection after `onBad` heard of it,
 * for nobody can tell where the next one begins without reading all of it.
 */
export function readLines(
  socket: Socket,
  limit: number,
  onValue: (value: unknown) => void,
  onBad: (error: OffcutError) => void,
): void {
  let parts: Buffer[] = [];
  let length = 0;
  let ended = false;
  const add = (part: Buffer): boolean => {
    length += part.length;
    if (length > limit) {
      ended = true;
      parts = [];
      onBad(new OffcutError('control-invalid', { reason: `a line over ${limit} bytes` }));
      socket.end();
      return false;
    }
    parts.push(part);
    return true;
  };
  const finish = () => {
    const line = Buffer.concat(parts, length).toString('utf8');
    parts = [];
    length = 0;
    if (line.trim() === '') return;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      onBad(new OffcutError('control-invalid', { reason: 'a line that is not JSON' }));
      return;
    }
    onValue(value);
  };
  socket.on('data', (chunk: Buffer) => {
    let rest = chunk;
    while (!ended) {
      const at = rest.indexOf(NEWLINE);
      if (at < 0) {
        if (rest.length > 0) add(rest);
        return;
      }
      if (!add(rest.subarray(0, at))) return;
      finish();
      rest = rest.subarray(at + 1);
    }
  });
}

/** Writes one value as a line; to a socket that is gone, nothing. */
export function writeLine(socket: Socket, value: unknown): void {
  if (!socket.destroyed && socket.writable) socket.write(`${JSON.stringify(value)}\n`);
}
