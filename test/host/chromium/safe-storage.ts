import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { app } from './app.ts';
import { asElectron, type Offered } from './emitter.ts';
import { strict } from './not-in-stand-in.ts';

function key(): Buffer {
  const file = path.join(app.getPath('userData'), 'stand-in-key');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600, flag: 'wx' });
  return readFileSync(file);
}

/** Encrypts really, with a key that lies beside: Chromium's way without a keyring. */
class StandInSafeStorage implements Offered<Electron.SafeStorage> {
  isEncryptionAvailable(): boolean {
    return true;
  }

  isAsyncEncryptionAvailable(): Promise<boolean> {
    return Promise.resolve(true);
  }

  /** There is no keyring here; what is done with one is tried by saying that there is. */
  getSelectedStorageBackend(): 'basic_text' | 'gnome_libsecret' {
    return process.env['OFFCUT_STAND_IN_KEYRING'] === undefined ? 'basic_text' : 'gnome_libsecret';
  }

  private encrypt(text: string): Buffer {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key(), iv);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), body]);
  }

  private decrypt(encrypted: Buffer): string {
    const cipher = createDecipheriv('aes-256-gcm', key(), encrypted.subarray(0, 12));
    cipher.setAuthTag(encrypted.subarray(12, 28));
    return Buffer.concat([cipher.update(encrypted.subarray(28)), cipher.final()]).toString('utf8');
  }

  encryptStringAsync(text: string): Promise<Buffer> {
    return Promise.resolve().then(() => this.encrypt(text));
  }

  decryptStringAsync(encrypted: Buffer): Promise<Electron.DecryptStringAsyncReturnValue> {
    return Promise.resolve().then(() => ({
      result: this.decrypt(encrypted),
      shouldReEncrypt: false,
    }));
  }
}

export type { StandInSafeStorage };
export const safeStorage = asElectron<Electron.SafeStorage>(
  strict('safeStorage', new StandInSafeStorage()),
);
