import { readFileSync } from 'node:fs';
import type { Offered } from './emitter.ts';
import { asElectron } from './emitter.ts';
import { strict } from './not-in-stand-in.ts';

/** Keeps a picture as it came; nothing is decoded, and resizing gives the same picture. */
export class StandInNativeImage implements Offered<Electron.NativeImage> {
  private readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    return strict('nativeImage', this);
  }

  isEmpty(): boolean {
    return this.bytes.length === 0;
  }

  toPNG(): Buffer {
    return this.bytes;
  }

  toDataURL(): string {
    return `data:image/png;base64,${this.bytes.toString('base64')}`;
  }

  /** From a PNG's header; other formats are not looked into. */
  getSize(): Electron.Size {
    const isPng = this.bytes.length >= 24 && this.bytes.toString('latin1', 1, 4) === 'PNG';
    if (!isPng) return { width: 0, height: 0 };
    return { width: this.bytes.readUInt32BE(16), height: this.bytes.readUInt32BE(20) };
  }

  resize(): Electron.NativeImage {
    return asElectron(this);
  }

  setTemplateImage(): void {
    return;
  }
}

const image = (bytes: Buffer) => asElectron<Electron.NativeImage>(new StandInNativeImage(bytes));

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0); // As Electron: a file that cannot be read is an empty picture.
  }
}

class StandInNativeImages implements Offered<typeof Electron.nativeImage> {
  createEmpty(): Electron.NativeImage {
    return image(Buffer.alloc(0));
  }

  createFromPath(file: string): Electron.NativeImage {
    return image(read(file));
  }

  createFromBuffer(bytes: Buffer): Electron.NativeImage {
    return image(Buffer.from(bytes));
  }

  createFromDataURL(url: string): Electron.NativeImage {
    return image(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'));
  }
}

export type { StandInNativeImages };
export const nativeImage = asElectron<typeof Electron.nativeImage>(
  strict('nativeImage', new StandInNativeImages()),
);
