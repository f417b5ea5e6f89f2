import type { Device } from '../../shared/cutout.ts';
import type { CompareMessage, Comparison } from '../../shared/engine-protocol.ts';
import type { ErrorReport } from '../../shared/errors.ts';
import type { Model } from '../../shared/model.ts';

/**
 * What the codec side and the inference thread say to each other. Tensors are transferred, not
 * copied: onnxruntime-node refuses typed arrays over a SharedArrayBuffer ("Invalid argument").
 */
export interface InferMessage {
  readonly type: 'infer';
  readonly id: number;
  readonly model: Model;
  readonly file: string;
  readonly device: Device;
  readonly threads: number;
  /** Shape [1, 3, height, width], NCHW. */
  readonly tensor: Float32Array<ArrayBuffer>;
}

export type ToInference = InferMessage | CompareMessage;

export type FromInference =
  | { readonly type: 'loading'; readonly id: number }
  | { readonly type: 'running'; readonly id: number }
  | {
      readonly type: 'matte';
      readonly id: number;
      /** Shape [1, 1, height, width]; the graph's raw output. */
      readonly tensor: Float32Array<ArrayBuffer>;
      readonly loadMs: number;
      readonly runMs: number;
    }
  | { readonly type: 'compared'; readonly id: number; readonly comparison: Comparison }
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorReport };
