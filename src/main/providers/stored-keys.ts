import path from 'node:path';
import Conf from 'conf';
import type { SafeStorage } from 'electron';
import { providerOf } from '../../core/providers/catalogue.ts';
import type { FoundKey, ProviderKeys } from '../../core/providers/keys/provider-keys.ts';
import { OffcutError, reasonOf } from '../../shared/errors.ts';
import type { KeyName } from '../../shared/provider.ts';

/** What is used of Electron's `safeStorage`; to be asked only once Electron is ready. */
export type KeyCipher = Pick<
  SafeStorage,
  | 'isAsyncEncryptionAvailable'
  | 'encryptStringAsync'
  | 'decryptStringAsync'
  | 'getSelectedStorageBackend'
>;

export interface StoredKeysOptions {
  readonly folder: string;
  readonly cipher: KeyCipher;
  readonly platform: NodeJS.Platform;
  /** Where a key is looked for that was not entered in the window. */
  readonly others: ProviderKeys;
}

const FILE = 'provider-keys';

/** Encrypted keys in base64, by the id of their provider. */
type Ciphertexts = Partial<Record<KeyName, string>>;

const nameOf = (id: KeyName): string => (id === 'staging' ? 'the bucket' : providerOf(id).name);

export const storedKeysFile = (folder: string): string => path.join(folder, `${FILE}.json`);

/**
 * The keys that were entered in the window: encrypted with what the system's keychain keeps, in a
 * file of their own that only its user may read. Where there is no keychain they are kept in memory
 * alone and are gone when Offcut ends: Chromium's own way on such a Linux is a password that
 * everybody knows.
 */
export class StoredKeys implements ProviderKeys {
  readonly #options: StoredKeysOptions;
  /** Decrypted, or never to be stored. */
  readonly #known = new Map<KeyName, FoundKey>();

  constructor(options: StoredKeysOptions) {
    this.#options = options;
  }

  /** Whether keys outlive this process. */
  async keeps(): Promise<boolean> {
    const { cipher, platform } = this.#options;
    if (!(await cipher.isAsyncEncryptionAvailable())) return false;
    return platform !== 'linux' || cipher.getSelectedStorageBackend() !== 'basic_text';
  }

  /**
   * The key that was entered, or else one of the environment or of the key file.
   * @throws OffcutError `keys-unreadable`: there is one, and it cannot be decrypted
   */
  async find(id: KeyName): Promise<FoundKey | undefined> {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const encrypted = this.#withFile((file) => file.store)[id];
    if (encrypted === undefined) return this.#options.others.find(id);
    const { cipher } = this.#options;
    const opened = await cipher
      .decryptStringAsync(Buffer.from(encrypted, 'base64'))
      .catch((error: unknown) => {
        const reason = `the key of ${nameOf(id)} cannot be decrypted; enter it again`;
        throw this.#unreadable(reason, error);
      });
    const found: FoundKey = { key: opened.result, origin: { kind: 'stored' } };
    this.#known.set(id, found);
    if (opened.shouldReEncrypt) await this.#store(id, opened.result);
    return found;
  }

  /** @throws OffcutError `keys-unreadable` when the file is damaged or cannot be written */
  async set(id: KeyName, key: string): Promise<void> {
    if (await this.keeps()) {
      await this.#store(id, key);
      this.#known.set(id, { key, origin: { kind: 'stored' } });
      return;
    }
    this.remove(id);
    this.#known.set(id, { key, origin: { kind: 'session' } });
  }

  /** Forgets the key that was entered; others are not Offcut's. @throws as `set` */
  remove(id: KeyName): void {
    this.#withFile((file) => {
      if (file.has(id)) file.delete(id);
    });
    this.#known.delete(id);
  }

  async #store(id: KeyName, key: string): Promise<void> {
    const encrypted = await this.#options.cipher.encryptStringAsync(key);
    this.#withFile((file) => {
      file.set(id, encrypted.toString('base64'));
    });
  }

  /** A damaged file is left as it is: its keys may still be somebody's only ones. */
  #withFile<T>(use: (file: Conf<Ciphertexts>) => T): T {
    try {
      return use(
        new Conf<Ciphertexts>({
          cwd: this.#options.folder,
          configName: FILE,
          configFileMode: 0o600,
        }),
      );
    } catch (error) {
      throw this.#unreadable(reasonOf(error), error);
    }
  }

  #unreadable(reason: string, cause: unknown): OffcutError {
    const file = storedKeysFile(this.#options.folder);
    return new OffcutError('keys-unreadable', { path: file, reason }, { cause });
  }
}
