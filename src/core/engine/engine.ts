import type { CutoutFacts, Size, Stage } from '../../shared/cutout.ts';
import { assertNever } from '../../shared/assert.ts';
import {
  PROTOCOL_VERSION,
  type CompareMessage,
  type Comparison,
  type FromEngine,
  type Upload,
} from '../../shared/engine-protocol.ts';
import { OffcutError } from '../../shared/errors.ts';
import { Comparisons } from './comparisons.ts';
import type { EngineLimits, EngineOptions } from './engine-options.ts';
import type { EngineProcess } from './engine-process.ts';
import {
  answerTo,
  isUrgent,
  type Answer,
  type AnswerOf,
  type ApplyJob,
  type EngineJob,
  type Entry,
  type MeasureJob,
  type PreviewJob,
  type Question,
  type RunOptions,
  type UploadJob,
} from './question.ts';

export type { ApplyJob, EngineJob, MeasureJob, PreviewJob, RunOptions, UploadJob };
export type EngineInfo = FromEngine & { type: 'ready' };

const MISSED_BEATS = 15;
/** A picture that was at work at this many ends of the engine is not tried again. */
const CRASHES_TO_QUARANTINE = 2;
const FAILED_STARTS_TO_GIVE_UP = 3;
const LONGEST_BACK_OFF = 5_000;

interface KillReason {
  readonly text: string;
  /** Whether somebody wanted the end, so that it is no fault to tell of. */
  readonly asked: boolean;
}

/**
 * Core's handle on the engine process. Starts it when there is work, keeps it warm, and outlives
 * its ends: what was in flight runs again, a picture that was at work when the engine ended runs
 * alone, and one that ends it twice is left out, so that no picture can stop a batch.
 */
export class Engine {
  #options: EngineOptions;
  readonly #waiting: Entry[] = [];
  readonly #inFlight = new Map<number, Entry>();
  readonly #comparisons = new Comparisons();
  #process: EngineProcess | undefined;
  #info: EngineInfo | undefined;
  #infoWanted: { resolve: (info: EngineInfo) => void; reject: (error: Error) => void }[] = [];
  #nextId = 0;
  #failedStarts = 0;
  #crashesInARow = 0;
  #beats: NodeJS.Timeout | undefined;
  #unanswered = 0;
  #idle: NodeJS.Timeout | undefined;
  #backOff: NodeJS.Timeout | undefined;
  #recycling = false;
  #killedFor: KillReason | undefined;
  readonly #endListeners = new Set<(reason: string) => void>();
  #closed = false;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** The engine's process id while it runs, for diagnostics. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /**
   * Hears of every end of the engine process that nobody asked for: a crash, a kill from outside
   * or by a watchdog, a start that failed. What was in flight then runs again or is left out.
   * @returns a function that ends the listening
   */
  onEnd(listener: (reason: string) => void): () => void {
    this.#endListeners.add(listener);
    return () => {
      this.#endListeners.delete(listener);
    };
  }

  /** Starts the engine if need be and says what it is. @throws OffcutError `engine-unavailable` */
  info(): Promise<EngineInfo> {
    return new Promise((resolve, reject) => {
      this.#infoWanted.push({ resolve, reject });
      if (this.#info === undefined) this.#start();
      else this.#answerInfo(this.#info);
    });
  }

  /**
   * Runs two graphs side by side on a made-up input, see `CompareMessage`.
   * @throws OffcutError `engine-unavailable`, also when the engine ends over it, or `internal`
   */
  async compare(graphs: Omit<CompareMessage, 'type' | 'id'>): Promise<Comparison> {
    // One that is ready may have been let go of for another, with new limits, meanwhile.
    do await this.info();
    while (this.#info === undefined);
    const id = this.#nextId++;
    const answer = this.#comparisons.wait(id);
    this.#process?.send({ type: 'compare', id, ...graphs });
    return answer;
  }

  /**
   * Makes one cutout.
   * @throws OffcutError with the engine's code, `picture-quarantined`, `engine-unavailable` or
   *   `cancelled`; the target file may then be there in part and is the caller's to remove
   */
  async run(job: EngineJob, options: RunOptions = {}): Promise<CutoutFacts> {
    const message = { type: 'run', id: this.#nextId++, ...job } as const;
    return (await this.#answer('done', message, options)).facts;
  }

  /**
   * Writes a picture as it is shown to a provider, see `UploadMessage`.
   * @returns what was written; null: nothing, for the source's own transparency is taken
   * @throws OffcutError what `run` throws
   */
  async upload(job: UploadJob, options: RunOptions = {}): Promise<Upload | null> {
    const message = { type: 'upload', id: this.#nextId++, ...job } as const;
    return (await this.#answer('uploaded', message, options)).upload;
  }

  /**
   * Makes one cutout with the matte of a provider.
   * @throws OffcutError what `run` throws, and `provider-bad-response`
   */
  async apply(job: ApplyJob, options: RunOptions = {}): Promise<CutoutFacts> {
    const message = { type: 'apply', id: this.#nextId++, ...job } as const;
    return (await this.#answer('done', message, options)).facts;
  }

  /**
   * How large the cutout of a picture will be, in px, from the picture's header alone. Recipes
   * whose cutout is as large as the subject cannot be asked about.
   * @throws OffcutError what `run` throws
   */
  async measure(job: MeasureJob, options: RunOptions = {}): Promise<Size> {
    const message = { type: 'measure', id: this.#nextId++, ...job } as const;
    return (await this.#answer('measured', message, options)).size;
  }

  /**
   * Writes a small WebP of a picture into a file that does not exist yet.
   * @returns its size, in px
   * @throws OffcutError what `run` throws; the target may then be there in part
   */
  async preview(job: PreviewJob, options: RunOptions = {}): Promise<Size> {
    const message = { type: 'preview', id: this.#nextId++, ...job } as const;
    return (await this.#answer('previewed', message, options)).size;
  }

  /**
   * Sets new limits. Threads and pixels are given to an engine when it starts: where they change,
   * the present one is let go of between two pictures.
   */
  configure(limits: Partial<EngineLimits>): void {
    const { threads, pixelBudget } = this.#options;
    this.#options = { ...this.#options, ...limits };
    const changed = threads !== this.#options.threads || pixelBudget !== this.#options.pixelBudget;
    if (changed && this.#process !== undefined) this.#recycling = true;
    this.#pump();
  }

  /** Asks, and makes sure that the answer is one to this kind of question. */
  async #answer<T extends Answer['type']>(
    type: T,
    message: Question,
    options: RunOptions,
  ): Promise<AnswerOf<T>> {
    return answerTo(message, await this.#ask(message, options), type);
  }

  #ask(message: Question, options: RunOptions): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const cancel = () => {
        this.#cancel(entry);
      };
      const entry: Entry = {
        message,
        options,
        resolve: (answer) => {
          options.signal?.removeEventListener('abort', cancel);
          resolve(answer);
        },
        reject: (error) => {
          options.signal?.removeEventListener('abort', cancel);
          reject(error);
        },
        crashes: 0,
        activeStage: undefined,
        watchdog: undefined,
        cancelled: false,
      };
      if (this.#closed || options.signal?.aborted) {
        reject(new OffcutError('cancelled'));
        return;
      }
      options.signal?.addEventListener('abort', cancel);
      this.#line(entry);
      this.#pump();
    });
  }

  /**
   * Ends the engine at once. Whatever was not finished is rejected as `cancelled`, when the
   * process is gone and cannot write any more.
   */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#backOff);
    await this.#stop();
    for (const entry of [...this.#inFlight.values(), ...this.#waiting.splice(0)]) {
      this.#settle(entry);
      entry.reject(new OffcutError('cancelled'));
    }
    for (const { reject } of this.#infoWanted.splice(0)) reject(new OffcutError('cancelled'));
  }

  /** Lets it wait: behind all others, or what is urgent behind what is so as well. */
  #line(entry: Entry): void {
    const at = isUrgent(entry) ? this.#waiting.findIndex((other) => !isUrgent(other)) : -1;
    this.#waiting.splice(at < 0 ? this.#waiting.length : at, 0, entry);
  }

  /** Hands waiting pictures to the engine as far as it may have them. */
  #pump(): void {
    if (this.#closed) return;
    if (this.#recycling && this.#info !== undefined) {
      if (this.#inFlight.size + this.#comparisons.size > 0) return;
      void this.#stop();
    }
    if (this.#waiting.length === 0) {
      if (this.#inFlight.size === 0) this.#scheduleIdle();
      return;
    }
    clearTimeout(this.#idle);
    if (this.#info === undefined) {
      this.#start();
      return;
    }
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined || this.#inFlight.size >= this.#options.concurrency) return;
      // A picture under suspicion runs alone, so that a second end of the engine is its own doing.
      const alone = [next, ...this.#inFlight.values()].some((entry) => entry.crashes > 0);
      if (alone && this.#inFlight.size > 0) return;
      this.#waiting.shift();
      this.#inFlight.set(next.message.id, next);
      this.#process?.send(next.message);
    }
  }

  #start(): void {
    if (this.#process !== undefined || this.#backOff !== undefined) return;
    const started: EngineProcess = this.#options.start({
      // A process that was let go of may still say something before it is gone.
      onMessage: (message) => {
        if (this.#process === started) this.#receive(message);
      },
      onExit: (reason) => {
        if (this.#process !== started) return;
        this.#ended(this.#killedFor ?? { text: reason, asked: false });
      },
    });
    this.#process = started;
    const { threads, pixelBudget } = this.#options;
    started.send({ type: 'configure', protocol: PROTOCOL_VERSION, threads, pixelBudget });
    this.#unanswered = 0;
    this.#beats = setInterval(() => {
      this.#beat();
    }, this.#options.heartbeat).unref();
  }

  /** Lets go of the process without blame for any picture. */
  async #stop(): Promise<void> {
    const stopped = this.#process;
    this.#comparisons.rejectAll(this.#killedFor?.text ?? 'it ended during a comparison');
    this.#process = undefined;
    this.#info = undefined;
    this.#recycling = false;
    this.#killedFor = undefined;
    clearInterval(this.#beats);
    clearTimeout(this.#idle);
    await stopped?.kill();
  }

  #beat(): void {
    if (++this.#unanswered > MISSED_BEATS) {
      this.#killFor(`it did not answer for ${(MISSED_BEATS * this.#options.heartbeat) / 1000} s`);
      return;
    }
    this.#process?.send({ type: 'ping', sequence: this.#unanswered });
  }

  /** Kills the process; what happens next is decided when its end is reported. */
  #killFor(text: string, asked = false): void {
    this.#killedFor = { text, asked };
    void this.#process?.kill();
  }

  #receive(message: FromEngine): void {
    switch (message.type) {
      case 'ready':
        this.#becomeReady(message);
        return;
      case 'pong':
        this.#unanswered = 0;
        if (message.rss > this.#options.memoryLimit) this.#recycling = true;
        return;
      case 'stage':
        this.#enterStage(message.id, message.active ? message.stage : undefined);
        return;
      case 'compared':
        this.#comparisons.resolve(message.id, message.comparison);
        this.#pump();
        return;
      case 'done':
      case 'measured':
      case 'uploaded':
      case 'previewed':
      case 'failed':
        this.#finish(message);
        return;
      default:
        assertNever(message);
    }
  }

  #becomeReady(info: EngineInfo): void {
    if (info.protocol !== PROTOCOL_VERSION) {
      this.#giveUp(`it speaks version ${info.protocol}, not ${PROTOCOL_VERSION}`);
      return;
    }
    this.#failedStarts = 0;
    this.#info = info;
    this.#answerInfo(info);
    this.#pump();
  }

  #answerInfo(info: EngineInfo): void {
    for (const { resolve } of this.#infoWanted.splice(0)) resolve(info);
    if (this.#waiting.length === 0 && this.#inFlight.size === 0) this.#scheduleIdle();
  }

  #enterStage(id: number, stage: Stage | undefined): void {
    const entry = this.#inFlight.get(id);
    if (entry === undefined) return;
    clearTimeout(entry.watchdog);
    entry.activeStage = stage;
    if (stage === undefined) return;
    entry.options.onStage?.(stage);
    const { stageTimeout, loadTimeout } = this.#options;
    const limit = stage === 'load' ? loadTimeout : stageTimeout;
    entry.watchdog = setTimeout(() => {
      // Others were only waiting for it, or for their turn: the blame is this picture's.
      for (const other of this.#inFlight.values()) if (other !== entry) this.#acquit(other);
      this.#killFor(`no progress for ${limit / 1000} s at the stage "${stage}"`);
    }, limit);
  }

  #acquit(entry: Entry): void {
    clearTimeout(entry.watchdog);
    entry.activeStage = undefined;
  }

  #settle(entry: Entry): void {
    this.#acquit(entry);
    this.#inFlight.delete(entry.message.id);
  }

  #finish(message: Answer | (FromEngine & { type: 'failed' })): void {
    if (message.type === 'failed' && this.#comparisons.reject(message.id, message.error)) {
      this.#pump();
      return;
    }
    const entry = this.#inFlight.get(message.id);
    if (entry === undefined) return;
    this.#settle(entry);
    this.#crashesInARow = 0;
    if (entry.cancelled) entry.reject(new OffcutError('cancelled'));
    else if (message.type === 'failed') entry.reject(OffcutError.fromReport(message.error));
    else entry.resolve(message);
    this.#pump();
  }

  /** The process is gone: sort out what was in flight, and go on with a new one. */
  #ended({ text: reason, asked }: KillReason): void {
    if (!asked) for (const listener of this.#endListeners) listener(reason);
    const wasReady = this.#info !== undefined;
    const interrupted = [...this.#inFlight.values()];
    void this.#stop();
    for (const entry of interrupted) {
      const suspect = entry.activeStage !== undefined;
      this.#settle(entry);
      if (suspect) entry.crashes++;
    }
    // Suspects go last, so that one bad picture does not hold up the others.
    for (const entry of interrupted.reverse()) {
      if (entry.cancelled) entry.reject(new OffcutError('cancelled'));
      else if (entry.crashes >= CRASHES_TO_QUARANTINE) {
        entry.reject(new OffcutError('picture-quarantined', { reason }));
      } else if (entry.crashes > 0) this.#waiting.push(entry);
      else this.#waiting.unshift(entry);
    }
    if (!wasReady && ++this.#failedStarts >= FAILED_STARTS_TO_GIVE_UP) {
      this.#giveUp(reason);
      return;
    }
    const delay = Math.min(LONGEST_BACK_OFF, 50 * 2 ** this.#crashesInARow++);
    this.#backOff = setTimeout(() => {
      this.#backOff = undefined;
      if (this.#infoWanted.length > 0) this.#start();
      this.#pump();
    }, delay);
  }

  #giveUp(reason: string): void {
    this.#failedStarts = 0;
    void this.#stop();
    const error = new OffcutError('engine-unavailable', { reason });
    for (const { reject } of this.#infoWanted.splice(0)) reject(error);
    for (const entry of this.#waiting.splice(0)) entry.reject(error);
  }

  #cancel(entry: Entry): void {
    const at = this.#waiting.indexOf(entry);
    if (at >= 0) {
      this.#waiting.splice(at, 1);
      entry.reject(new OffcutError('cancelled'));
      return;
    }
    if (!this.#inFlight.has(entry.message.id)) return;
    entry.cancelled = true;
    this.#process?.send({ type: 'cancel', id: entry.message.id });
    if (entry.options.unhurried === true) return;
    const grace = setTimeout(() => {
      if (this.#inFlight.get(entry.message.id) !== entry) return;
      for (const other of this.#inFlight.values()) this.#acquit(other);
      this.#killFor('a picture was cancelled', true);
    }, this.#options.cancelGrace);
    grace.unref();
  }

  #scheduleIdle(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      void this.#stop();
    }, this.#options.idleTimeout).unref();
  }
}
