import type { Engine } from '../engine/engine.ts';
import { chooseModel } from '../models/choose.ts';
import { dataDirectory } from '../paths.ts';
import type { OwnerOptions } from './control/owner.ts';

export interface LocalOwner {
  readonly engine: Engine;
  /** Pictures at work at once; the engine takes one more, see `QueueOptions`. */
  readonly concurrency: number;
  readonly purpose: OwnerOptions['purpose'];
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
    let prepares = false;
    const { model, path: file } = await chooseModel(id, engine, {
      onPrepare: (entry) => {
        prepares = true;
        onPrepare(entry.id);
      },
    });
    if (prepares) onPrepared?.(model.id);
    return { entry: model, file };
  },
  device: 'cpu',
});
