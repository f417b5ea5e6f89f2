import type { Model } from '../../src/shared/model.ts';

export interface BareModel {
  readonly entry: Model;
  /** The graph's file. */
  readonly file: string;
}

/** What the bare stages are asked for; one thing at a time. */
export type ToBare =
  | {
      readonly type: 'stages';
      readonly source: string;
      /** The finished cutout, whose pixels are to be encoded: the same work as Offcut's. */
      readonly cutout: string;
      readonly format: 'png' | 'webp';
      readonly model: BareModel;
    }
  | { readonly type: 'infer'; readonly model: BareModel };

/** In ms; what is between the stages is not counted. */
export interface BareTimes {
  readonly decode: number;
  readonly shrink: number;
  readonly run: number;
  readonly encode: number;
}

export type FromBare =
  /** `bytes` is the size of what was encoded. */
  | { readonly type: 'stages'; readonly times: BareTimes; readonly bytes: number }
  | { readonly type: 'inferred'; readonly ms: number }
  | { readonly type: 'failed'; readonly reason: string };
