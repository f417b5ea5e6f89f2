import { Worker } from 'node:worker_threads';
import { assertNever } from '../../shared/assert.ts';
import type { Device } from '../../shared/cutout.ts';
import type { CompareMessage, Comparison } from '../../shared/engine-protocol.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { Model } from '../../shared/model.ts';
import { inferenceThreads } from './cores.ts';
import type { FromInference, InferMessage } from './messages.ts';

export interface InferenceRequest {
  readonly model: Model;
  readonly file: string;
  readonly device: Device;
  readonly tensor: Float32Array<ArrayBuffer>;
  /** Called when the thread turns to this request: first to load its model, if it is not warm. */
  readonly onStage: (stage: 'load' | 'matte') => void;
}

export interface InferenceResult {
  readonly tensor: Float32Array;
  readonly loadMs: number;
  readonly runMs: number;
}

interface Pending {
  readonly kind: 'infer';
  readonly onStage: InferenceRequest['onStage'];
  readonly resolve: (result: InferenceResult) => void;
  readonly reject: (error: Error) => void;
}

interface PendingComparison {
  readonly kind: 'compare';
  readonly resolve: (comparison: Comparison) => void;
  readonly reject: (error: Error) => void;
}

/** The codec side's handle on the inference thread. Requests are served in the order they come. */
export class Inference {
  readonly #worker: Worker;
  readonly #threads: number;
  readonly #pending = new Map<number, Pending | PendingComparison>();
  #nextId = 0;

  /**
   * @param script the thread's bundled program
   * @param threads how many threads one inference uses; 0: see `inferenceThreads`
   * @param onDeath called when the thread dies, after which nothing more can be inferred
   */
  constructor(script: URL, threads: number, onDeath: (error: Error) => void) {
    this.#threads = threads === 0 ? inferenceThreads() : threads;
    this.#worker = new Worker(script);
    this.#worker.on('message', (message: FromInference) => {
      this.#receive(message);
    });
    this.#worker.on('error', (error) => {
      onDeath(error instanceof Error ? error : new Error(String(error)));
    });
    this.#worker.on('exit', () => {
      onDeath(new Error('the inference thread ended'));
    });
  }

  #receive(message: FromInference): void {
    const pending = this.#pending.get(message.id);
    if (pending === undefined) return;
    switch (message.type) {
      case 'loading':
        if (pending.kind === 'infer') pending.onStage('load');
        return;
      case 'running':
        if (pending.kind === 'infer') pending.onStage('matte');
        return;
      case 'matte':
        this.#pending.delete(message.id);
        if (pending.kind === 'infer') pending.resolve(message);
        return;
      case 'compared':
        this.#pending.delete(message.id);
        if (pending.kind === 'compare') pending.resolve(message.comparison);
        return;
      case 'failed':
        this.#pending.delete(message.id);
        pending.reject(OffcutError.fromReport(message.error));
        return;
      default:
        assertNever(message);
    }
  }

  /**
   * Runs a model once.
   * @param request its tensor is given away: it is empty here afterwards
   * @throws OffcutError `model-unusable`
   */
  infer({ onStage, ...request }: InferenceRequest): Promise<InferenceResult> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { kind: 'infer', onStage, resolve, reject });
      const message: InferMessage = { type: 'infer', id, threads: this.#threads, ...request };
      this.#worker.postMessage(message, [request.tensor.buffer]);
    });
  }

  /** Runs two graphs side by side, see `CompareMessage`. @throws OffcutError `internal` */
  compare(request: Omit<CompareMessage, 'id'>): Promise<Comparison> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { kind: 'compare', resolve, reject });
      this.#worker.postMessage({ ...request, id });
    });
  }
}
