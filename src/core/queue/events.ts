import type { Batch, BatchId, Job, JobId } from '../../shared/queue.ts';
import type {
  QueueEvent,
  QueueMessage,
  QueueNotice,
  QueueState,
} from '../../shared/queue-events.ts';

/** Gets one message at a time: the next one waits for the promise that it may return. */
export type Subscriber = (message: QueueMessage) => void | Promise<void>;

/** Where the latest state of what changed is read when it is told. */
export interface EventSource {
  readonly job: (id: JobId) => Job | undefined;
  readonly batch: (id: BatchId) => Batch | undefined;
  readonly state: () => QueueState;
}

/** ms between two messages to one subscriber: ten a second. */
export const MESSAGE_INTERVAL_MS = 100;
/** More changed jobs or batches than this are told as a changed list. */
const MOST_LISTED = 200;
/** Notices that are kept for those who subscribe later, and for slow ones. */
const MOST_NOTICES = 50;

/** What one subscriber has not heard yet; bounded, whatever happens while it does not listen. */
class Unheard {
  readonly #jobs = new Set<JobId>();
  readonly #batches = new Set<BatchId>();
  #list: boolean;
  #notices: QueueNotice[];

  constructor(notices: readonly QueueNotice[]) {
    this.#list = true;
    this.#notices = [...notices];
  }

  job(id: JobId): void {
    if (!this.#list) this.#jobs.add(id);
    if (this.#jobs.size > MOST_LISTED) this.list();
  }

  batch(id: BatchId): void {
    if (!this.#list) this.#batches.add(id);
    if (this.#batches.size > MOST_LISTED) this.list();
  }

  /** Whoever reads everything anew need not hear of single changes. */
  list(): void {
    this.#list = true;
    this.#jobs.clear();
    this.#batches.clear();
  }

  notice(notice: QueueNotice): void {
    this.#notices = [...this.#notices, notice].slice(-MOST_NOTICES);
  }

  take(source: EventSource): QueueMessage {
    const events: QueueEvent[] = [];
    const jobs = [...this.#jobs].map((id) => source.job(id));
    const batches = [...this.#batches].map((id) => source.batch(id));
    // What is gone cannot be told by itself.
    if (this.#list || jobs.includes(undefined) || batches.includes(undefined)) {
      events.push({ type: 'list' });
    }
    const knownJobs = jobs.filter((job) => job !== undefined);
    const knownBatches = batches.filter((batch) => batch !== undefined);
    if (knownBatches.length > 0) events.push({ type: 'batches', batches: knownBatches });
    if (knownJobs.length > 0) events.push({ type: 'jobs', jobs: knownJobs });
    for (const notice of this.#notices) events.push({ type: 'notice', notice });
    events.push({ type: 'state', state: source.state() });
    this.#jobs.clear();
    this.#batches.clear();
    this.#list = false;
    this.#notices = [];
    return events;
  }
}

class Subscription {
  readonly #subscriber: Subscriber;
  readonly #source: EventSource;
  readonly #onFailure: () => void;
  readonly unheard: Unheard;
  #timer: NodeJS.Timeout | undefined;
  #busy = false;
  #dirty = false;
  #ended = false;

  constructor(
    subscriber: Subscriber,
    source: EventSource,
    notices: readonly QueueNotice[],
    onFailure: () => void,
  ) {
    this.#subscriber = subscriber;
    this.#source = source;
    this.#onFailure = onFailure;
    this.unheard = new Unheard(notices);
  }

  /** Something is to be told: at once when it was quiet, else at the end of the interval. */
  stir(): void {
    this.#dirty = true;
    if (this.#timer === undefined && !this.#busy) this.#arm(0);
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  /** Tells at once what is left to tell. */
  flush(): void {
    if (this.#isDue()) void this.#tell();
  }

  #arm(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#isDue()) void this.#tell();
    }, ms);
  }

  async #tell(): Promise<void> {
    clearTimeout(this.#timer);
    // Armed before the message, so that a slow subscriber does not wait twice.
    this.#arm(MESSAGE_INTERVAL_MS);
    let message: QueueMessage;
    try {
      message = this.unheard.take(this.#source);
    } catch {
      return; // The store cannot be read now; what is unheard stays so, and is tried again.
    }
    this.#dirty = false;
    this.#busy = true;
    try {
      await this.#subscriber(message);
    } catch {
      this.#onFailure();
    }
    this.#busy = false;
    if (this.#isDue() && this.#timer === undefined) this.#arm(0);
  }

  #isDue(): boolean {
    return this.#dirty && !this.#busy && !this.#ended;
  }
}

/**
 * Tells subscribers what changed, never more than ten times a second, and always the last state.
 * Only what changed is remembered, not how: the state is read when it is told.
 */
export class QueueEvents {
  readonly #source: EventSource;
  readonly #subscriptions = new Set<Subscription>();
  #notices: readonly QueueNotice[] = [];

  constructor(source: EventSource) {
    this.#source = source;
  }

  /**
   * The first message says everything that there is to say: the state, and the notices so far. A
   * subscriber that fails hears nothing more.
   * @returns a function that ends it
   */
  subscribe(subscriber: Subscriber): () => void {
    const end = () => {
      subscription.end();
      this.#subscriptions.delete(subscription);
    };
    const subscription = new Subscription(subscriber, this.#source, this.#notices, end);
    this.#subscriptions.add(subscription);
    subscription.stir();
    return end;
  }

  jobChanged(id: JobId): void {
    this.#each((unheard) => {
      unheard.job(id);
    });
  }

  batchChanged(id: BatchId): void {
    this.#each((unheard) => {
      unheard.batch(id);
    });
  }

  /** Jobs or batches came, went or moved, or many changed at once. */
  listChanged(): void {
    this.#each((unheard) => {
      unheard.list();
    });
  }

  /** Something about the queue as a whole changed, or a picture at work entered a stage. */
  stateChanged(): void {
    this.#each(() => undefined);
  }

  notice(notice: QueueNotice): void {
    this.#notices = [...this.#notices, notice].slice(-MOST_NOTICES);
    this.#each((unheard) => {
      unheard.notice(notice);
    });
  }

  /** Tells everyone the last state, and ends all subscriptions. */
  close(): void {
    for (const subscription of this.#subscriptions) {
      subscription.flush();
      subscription.end();
    }
    this.#subscriptions.clear();
  }

  #each(change: (unheard: Unheard) => void): void {
    for (const subscription of this.#subscriptions) {
      change(subscription.unheard);
      subscription.stir();
    }
  }
}
