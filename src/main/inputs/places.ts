import { randomUUID } from 'node:crypto';
import type { PlaceInfo } from '../../shared/bridge/contract.ts';
import { OffcutError } from '../../shared/errors.ts';

/** Folders that the user chose in a dialog, by ids. */
export class Places {
  readonly #known = new Map<string, string>();

  add(path: string): PlaceInfo {
    const id = randomUUID();
    this.#known.set(id, path);
    return { id, path };
  }

  /** @throws OffcutError `choice-gone` */
  get(id: string): string {
    const path = this.#known.get(id);
    if (path === undefined) throw new OffcutError('choice-gone');
    return path;
  }
}
