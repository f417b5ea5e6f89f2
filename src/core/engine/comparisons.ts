import type { Comparison } from '../../shared/engine-protocol.ts';
import { OffcutError, type ErrorReport } from '../../shared/errors.ts';

interface Pending {
  readonly resolve: (comparison: Comparison) => void;
  readonly reject: (error: OffcutError) => void;
}

/** The comparisons of graphs that an engine was handed, until it answers or ends. */
export class Comparisons {
  readonly #pending = new Map<number, Pending>();

  get size(): number {
    return this.#pending.size;
  }

  /** @throws OffcutError as the engine answered, or `engine-unavailable` */
  wait(id: number): Promise<Comparison> {
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
  }

  resolve(id: number, comparison: Comparison): void {
    this.#take(id)?.resolve(comparison);
  }

  /** Whether it was one that failed. */
  reject(id: number, error: ErrorReport): boolean {
    const pending = this.#take(id);
    pending?.reject(OffcutError.fromReport(error));
    return pending !== undefined;
  }

  /** The engine is gone, and whatever it was to answer with it. */
  rejectAll(reason: string): void {
    for (const id of [...this.#pending.keys()]) {
      this.#take(id)?.reject(new OffcutError('engine-unavailable', { reason }));
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }
}
