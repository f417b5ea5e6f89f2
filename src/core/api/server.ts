import type { ServerOptions } from 'node:https';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build, type Parts } from './build-app.ts';
import { dialects } from './dialects/catalogue.ts';
import { checkListening } from './guard/addresses.ts';
import { serveAlone } from './guard/serving.ts';
import { addressOf, listenAt, newApp, readTls } from './http-server.ts';
import { KeyRing } from './keys/key-ring.ts';
import { Links } from './links.ts';
import type { ApiServerOptions } from './options.ts';
import { ImageTable } from './store/image-table.ts';
import { JobTable } from './store/job-table.ts';
import { apiFolder, apiResults } from './store/open-api-store.ts';
import { secretOf } from './store/secrets.ts';
import { sweepOld } from './store/sweep-old.ts';
import { Webhooks } from './webhooks/webhooks.ts';
import { Cutter } from './work/cutter.ts';
import { Images } from './work/images.ts';
import { JobEnds } from './work/job-ends.ts';
import { Uploads } from './work/uploads.ts';

/** ms between two looks at what is open, and at what is too old to be kept. */
const LOOK_EVERY_MS = 30_000;
/** ms for answers to be read once nobody waits for a cutout any more. */
const LAST_WORDS_MS = 500;

/** The local API while it runs. */
export class ApiServer {
  /** What it is reached at, such as `http://127.0.0.1:7420`. */
  readonly url: string;
  readonly keys: KeyRing;
  readonly #cutter: Cutter;
  readonly #close: (graceMs: number) => Promise<void>;
  #closing: Promise<void> | undefined;

  private constructor(
    url: string,
    { keys, cutter }: Pick<Parts, 'keys' | 'cutter'>,
    close: (graceMs: number) => Promise<void>,
  ) {
    this.url = url;
    this.keys = keys;
    this.#cutter = cutter;
    this.#close = close;
  }

  /**
   * Puts right what was left, and listens.
   * @throws OffcutError `api-address-refused`, `api-tls-unusable`, `api-port-taken`,
   *   `api-already-served`, `api-unusable`, and those of the queue
   */
  static async start(options: ApiServerOptions): Promise<ApiServer> {
    const { listen, dataFolder } = options;
    checkListening(listen.host, { ...listen, encrypted: listen.tls !== null });
    const tls = await readTls(listen);
    const release = serveAlone(apiFolder(dataFolder));
    try {
      return await ApiServer.#startAlone(options, tls, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  static async #startAlone(
    options: ApiServerOptions,
    tls: ServerOptions | undefined,
    release: () => void,
  ): Promise<ApiServer> {
    const { db, queue, listen, limits, dataFolder } = options;
    const folder = apiFolder(dataFolder);
    const app = newApp(tls, limits);
    const uploads = new Uploads({
      folder: path.join(folder, 'uploads'),
      download: { maxBytes: limits.maxBytes, timeoutMs: limits.deadlineMs, ...options.download },
      networkOff: options.networkOff,
    });
    const keys = new KeyRing(db);
    const jobs = new JobTable(db);
    const jobEnds = new JobEnds(jobs);
    const cutter = new Cutter({
      ...{ queue, keys, jobs, uploads, ...limits },
      results: apiResults(dataFolder),
      onEnd: (job) => {
        jobEnds.tell(job);
      },
    });
    const images = new Images({ folder: path.join(folder, 'images'), table: new ImageTable(db) });
    const links = new Links(secretOf(db, 'links'));
    const webhooks = new Webhooks({
      ...{ db, jobs, ...options.webhooks, networkOff: options.networkOff },
      bodyOf: (job) =>
        dialects.find(({ id }) => id === job.dialect)?.tellOf?.(job, { links, limits }),
    });
    jobEnds.subscribe((job) => {
      webhooks.record(job);
    });
    await build(app, options, { keys, jobs, jobEnds, uploads, images, cutter, links, webhooks });
    const endListening = queue.listen((event) => {
      cutter.hear(event);
    });
    const sweep = () =>
      sweepOld({ jobs, cutter, webhooks, images, before: Date.now() - limits.keepMs });
    await cutter.start();
    await images.start();
    webhooks.look();
    await sweep();
    const lookAround = async () => {
      await cutter.lookAtOpen().catch(() => undefined);
      webhooks.look();
      await sweep();
    };
    const look = setInterval(() => {
      void lookAround().catch(() => undefined);
    }, LOOK_EVERY_MS);
    try {
      await listenAt(app, listen);
    } catch (error) {
      clearInterval(look);
      await webhooks.close();
      endListening();
      throw error;
    }
    return new ApiServer(addressOf(app, listen), { keys, cutter }, async (graceMs) => {
      clearInterval(look);
      const closed = app.close();
      jobEnds.close();
      await cutter.close(graceMs);
      await Promise.race([closed, sleep(LAST_WORDS_MS, undefined, { ref: false })]);
      app.server.closeAllConnections();
      await closed;
      await cutter.tidyUp();
      await webhooks.close();
      endListening();
      release();
    });
  }

  /** Requests that wait for their cutouts. */
  get waiting(): number {
    return this.#cutter.waiting;
  }

  /** The queue was got at again: what ended meanwhile is looked for. */
  async queueIsBack(): Promise<void> {
    await this.#cutter.lookAtOpen();
  }

  /**
   * Takes nothing more, and gives requests that wait so many ms. What was accepted for later is
   * kept. To be called before the queue is closed.
   */
  close(graceMs: number): Promise<void> {
    return (this.#closing ??= this.#close(graceMs));
  }
}
