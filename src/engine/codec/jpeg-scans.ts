import { open, type FileHandle } from 'node:fs/promises';
import { OffcutError } from '../../shared/errors.ts';

/**
 * An encoder writes about ten progressive scans. Each costs a pass over all pixels, and one that
 * says nothing takes a few bytes (ITU-T T.81, section G.1.2.2: runs of empty blocks): a small file
 * of thousands of them would keep a decoder busy for hours.
 */
export const MOST_SCANS = 100;

const WINDOW_BYTES = 2 ** 16;
const SOS = 0xda;
const EOI = 0xd9;
/** Markers without a length behind them: TEM, RST0-RST7, SOI. */
const standsAlone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);

/** A file's bytes, read forward in windows. */
class ForwardReader {
  readonly #handle: FileHandle;
  readonly #buffer = Buffer.alloc(WINDOW_BYTES);
  #window = this.#buffer.subarray(0, 0);
  #windowAt = 0;
  #at = 0;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Reads on where the place is behind the window; false at the end of the file. */
  async #fill(): Promise<boolean> {
    if (this.#at < this.#windowAt + this.#window.length) return true;
    const { bytesRead } = await this.#handle.read(this.#buffer, 0, WINDOW_BYTES, this.#at);
    this.#window = this.#buffer.subarray(0, bytesRead);
    this.#windowAt = this.#at;
    return bytesRead > 0;
  }

  /** The next byte, or undefined at the end. */
  async byte(): Promise<number | undefined> {
    if (!(await this.#fill())) return undefined;
    return this.#window[this.#at++ - this.#windowAt];
  }

  skip(bytes: number): void {
    this.#at += bytes;
  }

  /** Moves behind the next byte of this value; false when there is none. */
  async findBehind(value: number): Promise<boolean> {
    while (await this.#fill()) {
      const found = this.#window.indexOf(value, this.#at - this.#windowAt);
      this.#at = this.#windowAt + (found < 0 ? this.#window.length : found + 1);
      if (found >= 0) return true;
    }
    return false;
  }

  /** The next marker, as libjpeg finds it: whatever is no marker is passed over. */
  async marker(): Promise<number | undefined> {
    while (await this.findBehind(0xff)) {
      let next = await this.byte();
      while (next === 0xff) next = await this.byte();
      if (next !== 0) return next;
    }
    return undefined;
  }
}

/**
 * Looks through a progressive JPEG, from marker to marker, before a decoder does.
 * @throws OffcutError `input-too-complex` when it has more than `MOST_SCANS` scans
 */
export async function refuseManyScans(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    const reader = new ForwardReader(handle);
    let scans = 0;
    for (;;) {
      const marker = await reader.marker();
      if (marker === undefined || marker === EOI) return;
      if (standsAlone(marker)) continue;
      if (marker === SOS && ++scans > MOST_SCANS) {
        throw new OffcutError('input-too-complex', { reason: `more than ${MOST_SCANS} scans` });
      }
      const [high, low] = [await reader.byte(), await reader.byte()];
      // What is cut short, or shorter than its own length, is the decoder's to refuse.
      if (high === undefined || low === undefined) return;
      reader.skip(Math.max(0, high * 256 + low - 2));
    }
  } finally {
    await handle.close();
  }
}
