import onnxProto, { type onnx as onnxTypes } from 'onnx-proto';

// onnx-proto is CommonJS and assigns its exports at run time, so plain Node finds no named ones:
// the value has to come from the default export, in the sources as in the bundle.
const { onnx } = onnxProto;

export type OnnxModel = onnxTypes.IModelProto;
export type OnnxGraph = onnxTypes.IGraphProto;
export type OnnxNode = onnxTypes.INodeProto;
export type OnnxTensor = onnxTypes.ITensorProto;
export type OnnxValueInfo = onnxTypes.IValueInfoProto;
export type OnnxAttribute = onnxTypes.IAttributeProto;

/** Codes of ONNX's element types (TensorProto.DataType). */
export const FLOAT: number = onnx.TensorProto.DataType.FLOAT;
export const FLOAT16: number = onnx.TensorProto.DataType.FLOAT16;

/** Decodes the bytes of an .onnx file. Throws a RangeError or Error when they are cut short. */
export const decodeModel = (bytes: Uint8Array): OnnxModel => onnx.ModelProto.decode(bytes);

/** Encodes a model; fields are written in the order of their numbers, so equal models give equal bytes. */
export const encodeModel = (model: OnnxModel): Uint8Array => onnx.ModelProto.encode(model).finish();

/** The element type that a Cast node converts to; undefined for any other node. */
export function castTarget(node: OnnxNode): number | undefined {
  if (node.opType !== 'Cast') return undefined;
  // An int64: a Long once decoded, which becomes a number by way of its text. The package's types
  // name Long without importing it, so nothing more is known of it here.
  const to: unknown = node.attribute?.find((attribute) => attribute.name === 'to')?.i;
  return to === undefined || to === null ? undefined : Number(to);
}

/** A Cast node that turns the value `from` into `to`, of element type `type`. */
export const castNode = (name: string, from: string, to: string, type: number): OnnxNode => ({
  input: [from],
  output: [to],
  name,
  opType: 'Cast',
  attribute: [{ name: 'to', type: onnx.AttributeProto.AttributeType.INT, i: type }],
});
