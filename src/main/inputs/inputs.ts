import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { InputInfo } from '../../shared/bridge/contract.ts';
import { OffcutError } from '../../shared/errors.ts';
import { pictureName } from '../../shared/picture-name.ts';

/** Something to cut, as main knows it: `place` is an absolute path, or a web address. */
export interface Input extends InputInfo {
  readonly place: string;
}

/** The most that are remembered; the oldest go first. */
const MOST = 200_000;

/**
 * What the user chose, by ids that mean nothing to anybody else. Only what came from the system (a
 * dialog, a drop, the command line) gets an id, so that a window cannot name files by itself.
 */
export class Inputs {
  readonly #known = new Map<string, Input>();

  /** Paths that are not there become inputs too: the plan says what is wrong with them. */
  async addPaths(paths: readonly string[]): Promise<readonly Input[]> {
    return Promise.all(
      paths.map(async (place) => {
        const isFolder = await stat(place).then(
          (stats) => stats.isDirectory(),
          () => false,
        );
        return this.#add(isFolder ? 'folder' : 'file', place);
      }),
    );
  }

  addAddresses(urls: readonly string[]): readonly Input[] {
    return urls.map((url) => this.#add('address', url));
  }

  addPasted(file: string): Input {
    return this.#add('pasted', file);
  }

  /** @throws OffcutError `choice-gone` */
  get(ids: readonly string[]): readonly Input[] {
    return ids.map((id) => {
      const input = this.#known.get(id);
      if (input === undefined) throw new OffcutError('choice-gone');
      return input;
    });
  }

  #add(kind: Input['kind'], place: string): Input {
    const input = { id: randomUUID(), kind, name: pictureName(place), place };
    this.#known.set(input.id, input);
    for (const id of this.#known.keys()) {
      if (this.#known.size <= MOST) break;
      this.#known.delete(id);
    }
    return input;
  }
}

/** What the window may know of inputs. */
export const infoOf = (inputs: readonly Input[]): readonly InputInfo[] =>
  inputs.map(({ id, kind, name }) => ({ id, kind, name }));
