import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { KeyRing } from '../../core/api/keys/key-ring.ts';
import type { ApiServer } from '../../core/api/server.ts';
import { defaultApiLimits, type ApiServerOptions } from '../../core/api/options.ts';
import { hasApiStore, openApiStore } from '../../core/api/store/open-api-store.ts';
import type { SqlDatabase } from '../../core/sqlite/sql-database.ts';
import type { ApiKey, MadeApiKey, newApiKeySchema } from '../../shared/api-key.ts';
import type { ApiStatus } from '../../shared/api-status.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Log } from '../log/log.ts';

export interface LocalApiOptions extends Pick<ApiServerOptions, 'dataFolder' | 'queue' | 'engine'> {
  readonly settings: () => Settings;
  /** ms that requests get for their cutouts when it stops. */
  readonly graceMs: number;
  readonly log: Log;
  /** What the key is called that the first start makes. */
  readonly firstKeyName: () => string;
  readonly onStatus: (status: ApiStatus) => void;
  readonly onFirstKey: (made: MadeApiKey) => void;
}

/** What the settings decide of the server; another wish is another server. */
interface Wish {
  readonly port: number;
  readonly maxPixels: number;
}

interface Serving {
  readonly server: ApiServer;
  readonly db: SqlDatabase;
}

/** Other addresses are those of other machines, which the command line serves. */
const HOST = '127.0.0.1';

/** The local API as a part of the app: it serves as the settings say, and as long as they do. */
export class LocalApi {
  readonly #options: LocalApiOptions;
  #status: ApiStatus = { state: 'off' };
  #serving: Serving | undefined;
  /** What the status is about; null: that nothing is to be served. */
  #tried: Wish | null = null;
  #isBusy = false;
  #work = Promise.resolve();
  #isEnding = false;

  constructor(options: LocalApiOptions) {
    this.#options = options;
  }

  get status(): ApiStatus {
    return this.#status;
  }

  /** What it is reached at. @throws OffcutError `request-refused`: it is not */
  get url(): string {
    if (this.#status.state === 'on') return this.#status.url;
    throw new OffcutError('request-refused', { reason: 'the local API is not on' });
  }

  /** Serves, stops or moves as the settings are now. What comes of it is told. */
  follow(): void {
    if (!this.#isBusy) this.#work = this.#settle();
  }

  /** Tries again after a failure. */
  retry(): void {
    if (this.#status.state !== 'failed') return;
    this.#tried = null;
    this.follow();
  }

  /** The queue was got at, again or for the first time. */
  queueIsBack(): void {
    if (this.#serving === undefined) this.retry();
    else void this.#serving.server.queueIsBack().catch(() => undefined);
  }

  /** To be called before the queue is closed, once. */
  async close(): Promise<void> {
    this.#isEnding = true;
    this.follow();
    await this.#work;
  }

  /** Those that work. @throws OffcutError `api-unusable` */
  keys(): readonly ApiKey[] {
    if (this.#serving === undefined && !hasApiStore(this.#options.dataFolder)) return [];
    return this.#withKeys((keys) => keys.list().filter(({ revokedAt }) => revokedAt === null));
  }

  /** @throws OffcutError `api-unusable` */
  addKey(wanted: z.input<typeof newApiKeySchema>): MadeApiKey {
    return this.#withKeys((keys) => keys.add(wanted));
  }

  /** @throws OffcutError `api-key-unknown`, `api-unusable` */
  revokeKey(id: string): void {
    this.#withKeys((keys) => keys.revoke(id));
  }

  /** A store that nobody serves from is not held open: the user may have to move it away. */
  #withKeys<T>(use: (keys: KeyRing) => T): T {
    if (this.#serving !== undefined) return use(this.#serving.server.keys);
    const db = openApiStore(this.#options.dataFolder);
    try {
      return use(new KeyRing(db));
    } finally {
      db.close();
    }
  }

  #wish(): Wish | null {
    const { api, cutting } = this.#options.settings();
    if (this.#isEnding || !api.enabled) return null;
    return { port: api.port, maxPixels: cutting.maxMegapixels * 1e6 };
  }

  /** One thing after the other, until all is as it is wished for. */
  async #settle(): Promise<void> {
    this.#isBusy = true;
    for (let wish = this.#wish(); !isDeepStrictEqual(wish, this.#tried); wish = this.#wish()) {
      this.#tried = wish;
      if (wish !== null) this.#tell({ state: 'starting' });
      await this.#stop();
      if (wish === null) this.#tell({ state: 'off' });
      else await this.#start(wish);
    }
    this.#isBusy = false;
  }

  async #start(wish: Wish): Promise<void> {
    const { log } = this.#options;
    try {
      const { url } = await this.#serve(wish);
      log.info(`the local API listens on ${url}`);
      this.#tell({ state: 'on', url });
    } catch (error) {
      await this.#stop();
      const known = OffcutError.from(error);
      log.error(`the local API cannot be served: ${known.message}`, error);
      this.#tell({ state: 'failed', error: known.toReport() });
    }
  }

  async #serve({ port, maxPixels }: Wish): Promise<ApiServer> {
    const { dataFolder, queue, engine, settings, log, firstKeyName, onFirstKey } = this.#options;
    const db = openApiStore(dataFolder);
    try {
      // Loaded only here: most people never switch it on.
      const { ApiServer } = await import('../../core/api/server.ts');
      const server = await ApiServer.start({
        ...{ dataFolder, db, queue, engine },
        listen: { host: HOST, port, allowRemote: false, tls: null, names: [] },
        limits: { ...defaultApiLimits, maxPixels },
        presets: () => settings().presets,
        networkOff: () => settings().privacy.networkOff,
        onFailure: ({ kind, cause }) => {
          if (kind === 'internal') log.error('the local API failed at a request', cause);
        },
      });
      this.#serving = { server, db };
      const made = server.keys.addFirst(firstKeyName());
      if (made !== undefined) onFirstKey(made);
      return server;
    } catch (error) {
      if (this.#serving === undefined) db.close();
      throw error;
    }
  }

  async #stop(): Promise<void> {
    const serving = this.#serving;
    if (serving === undefined) return;
    try {
      await serving.server.close(this.#options.graceMs);
    } catch (error) {
      this.#options.log.error('the local API did not end well', error);
    } finally {
      this.#serving = undefined;
      serving.db.close();
    }
  }

  #tell(status: ApiStatus): void {
    this.#status = status;
    this.#options.onStatus(status);
  }
}
