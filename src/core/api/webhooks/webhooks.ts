import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { OffcutError } from '../../../shared/errors.ts';
import type { AddressGuard } from '../../sources/guarded-agent.ts';
import type { SqlDatabase } from '../../sqlite/sql-database.ts';
import { invalidField } from '../failure.ts';
import { DeliveryTable, type Delivery } from '../store/delivery-table.ts';
import type { ApiJob, JobTable } from '../store/job-table.ts';
import { secretOf } from '../store/secrets.ts';
import { sendWebhook } from './send-webhook.ts';
import { webhookAddress } from './webhook-address.ts';

/** How webhooks are sent; tests have receivers of their own, and no time. */
export interface WebhookSettings extends AddressGuard {
  /** ms after the first failure, the second, and so on. */
  readonly waits?: readonly number[];
  /** ms for one attempt. */
  readonly timeoutMs?: number;
}

export interface WebhooksOptions extends WebhookSettings {
  readonly db: SqlDatabase;
  readonly jobs: JobTable;
  /** What is told of a job; undefined: nothing is. */
  readonly bodyOf: (job: ApiJob) => unknown;
  /** Whether nothing may be sent at all. */
  readonly networkOff: () => boolean;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const defaultWaits = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  HOUR,
  3 * HOUR,
  12 * HOUR,
] as const;
const TIMEOUT = 15 * SECOND;
/** By how much of itself a wait is longer at most, so that not all that failed come back at once. */
const JITTER = 0.2;
/** Sent at once. */
const MOST_AT_ONCE = 16;

const requestSchema = z.object({ webhook: z.string() });

/**
 * Tells servers of jobs that have ended, at least once. Whoever wants that puts an address that
 * `check` gave into the job's `request`, as `webhook`. It is on record from the job's end on, and is
 * tried until it was taken, or is `dead`.
 */
export class Webhooks {
  readonly #options: WebhooksOptions;
  readonly #deliveries: DeliveryTable;
  readonly #sending = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: WebhooksOptions) {
    this.#options = options;
    this.#deliveries = new DeliveryTable(options.db);
  }

  /**
   * @param field as the dialect calls it
   * @returns the address in its one notation
   * @throws ApiFailure `invalid`; OffcutError `network-off`: its name may not even be looked up
   */
  async check(field: string, text: string): Promise<string> {
    if (this.#options.networkOff()) throw new OffcutError('network-off', { url: text });
    const address = await webhookAddress(text, this.#options);
    if (address !== undefined) return address;
    throw invalidField(field, 'has to be an https address of a public host');
  }

  /** Records that a job has ended, if somebody wants to know. */
  record(job: ApiJob): void {
    this.#add(job);
    this.#sendDue();
  }

  /** Records ends that were missed, and sends what is due: at the start, and every so often. */
  look(): void {
    const { jobs } = this.#options;
    for (const id of this.#deliveries.untold()) {
      const job = jobs.get(id);
      if (job !== undefined) this.#add(job);
    }
    this.#sendDue();
  }

  /** Those that are not tried any more, newest first. */
  dead(): readonly Delivery[] {
    return this.#deliveries.dead();
  }

  /** Begins anew with one that is dead. @returns it; undefined: it is not, or not there */
  retry(id: string): Delivery | undefined {
    if (!this.#deliveries.revive(id, Date.now())) return undefined;
    const revived = this.#deliveries.get(id);
    this.#sendDue();
    return revived;
  }

  /** Forgets what ended too long ago, but for what still waits. */
  forgetBefore(at: number): void {
    this.#deliveries.forgetBefore(at);
  }

  /** Breaks off what is being sent; it is sent again after the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#timer);
    await Promise.allSettled(this.#sending.values());
  }

  #add(job: ApiJob): void {
    const { success, data } = requestSchema.safeParse(job.request);
    if (!success || job.endedAt === null) return;
    const body = this.#options.bodyOf(job);
    if (body === undefined) return;
    this.#deliveries.add({
      ...{ id: randomUUID(), key: job.key, job: job.id, url: data.webhook },
      ...{ body: JSON.stringify(body), dueAt: Date.now(), at: job.endedAt },
    });
  }

  #sendDue(): void {
    if (this.#closing.signal.aborted || this.#options.networkOff()) return;
    const now = Date.now();
    // What is being sent is still due.
    for (const delivery of this.#deliveries.due(now, MOST_AT_ONCE)) {
      if (this.#sending.has(delivery.id)) continue;
      if (this.#sending.size >= MOST_AT_ONCE) break;
      const sent = this.#send(delivery).finally(() => this.#sending.delete(delivery.id));
      this.#sending.set(delivery.id, sent);
      // What could not be recorded is sent again at the next look.
      void sent.then(
        () => {
          this.#goOn();
        },
        () => undefined,
      );
    }
    const next = this.#deliveries.nextDue(now);
    clearTimeout(this.#timer);
    if (next === undefined) return;
    this.#timer = setTimeout(() => {
      this.#goOn();
    }, next - now);
  }

  #goOn(): void {
    try {
      this.#sendDue();
    } catch {
      // The store fails, of which nobody here can be told; the next look tries again.
    }
  }

  async #send({ id, url, body, attempts }: Delivery): Promise<void> {
    const { db, timeoutMs = TIMEOUT, waits = defaultWaits } = this.#options;
    const secret = secretOf(db, 'webhooks');
    const { signal } = this.#closing;
    const how = { secret, guard: this.#options, timeoutMs, signal };
    const outcome = await sendWebhook({ id, url, body }, how);
    if (signal.aborted) return;
    const now = Date.now();
    switch (outcome.type) {
      case 'delivered':
        this.#deliveries.tried(id, 'delivered', null, now);
        return;
      case 'gone':
        this.#deliveries.tried(id, 'dead', 'HTTP 410: the receiver wants no more of it', now);
        return;
      case 'failed': {
        const wait = waits[attempts];
        const state = wait === undefined ? 'dead' : 'waiting';
        const dueAt = now + Math.round((wait ?? 0) * (1 + JITTER * Math.random()));
        this.#deliveries.tried(id, state, outcome.reason, dueAt);
      }
    }
  }
}
