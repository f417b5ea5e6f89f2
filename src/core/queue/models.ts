import type { RunMessage } from '../../shared/engine-protocol.ts';
import { OffcutError } from '../../shared/errors.ts';
import { isTransient } from './transient.ts';

type JobModel = RunMessage['model'];

/** Remembers which model an id means, so that it is found and verified once in a run. */
export class JobModels {
  readonly #find: (id: string) => Promise<JobModel>;
  readonly #found = new Map<string, Promise<JobModel>>();
  readonly #failed = new Set<string>();

  constructor(find: (id: string) => Promise<JobModel>) {
    this.#find = find;
  }

  /** @throws OffcutError of `find`; remembered too, unless it passes by itself */
  resolve(id: string): Promise<JobModel> {
    const known = this.#found.get(id);
    if (known !== undefined) return known;
    const found = this.#find(id);
    this.#found.set(id, found);
    found.catch((error: unknown) => {
      if (isTransient(OffcutError.from(error))) this.#found.delete(id);
      else this.#failed.add(id);
    });
    return found;
  }

  /** Looks again for what was not found: the user may have done something about it. */
  forgetFailures(): void {
    for (const id of this.#failed) this.#found.delete(id);
    this.#failed.clear();
  }
}
