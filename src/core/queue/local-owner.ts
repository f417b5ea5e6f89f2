import type { Engine } from '../engine/engine.ts';
import { chooseModel } from '../models/choose.ts';
import { dataDirectory } from '../paths.ts';
import type { OwnerOptions } from './control/owner.ts';

export interface LocalOwner {
  readonly engine: Engine;
  /** Pictures at work at once; the engine takes one more, see `QueueOptions`. */
  readonly concurrency: number;
  readonly purpose: OwnerOptions['purpose'];
  readonly permit: OwnerOptions['permit'];
  /** The weights of a model are being prepared, which takes seconds, once. */
  readonly onPrepare: (model: string) => void;
  /** They are there, after `onPrepare`. */
  readonly onPrepared?: (model: string) => void;
  readonly onStop?: () => void;
}

/** What owning the user's queue takes, with the engine of this machine. */
export const localOwner = ({
  engine,
  onPrepare,
  onPrepared,
  ...rest
}: LocalOwner): OwnerOptions => ({
  ...rest,
  dataFolder: dataDirectory(),
  engine,
  resolveModel: async (id) => {
    const prepared = new Set<string>();
    const { model, path: file } = await chooseModel(id, engine, {
      onPrepare: (entry) => {
        prepared.add(entry.id);
        onPrepare(entry.id);
      },
    });
    for (const name of prepared) onPrepared?.(name);
    return { entry: model, file };
  },
  device: 'cpu',
});
