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

export const INT8: number = onnx.TensorProto.DataType.INT8;
export const UINT8: number = onnx.TensorProto.DataType.UINT8;
export const INT32: number = onnx.TensorProto.DataType.INT32;

/** An attribute that holds one integer. */
export const intAttribute = (name: string, i: number): OnnxAttribute => ({
  name,
  type: onnx.AttributeProto.AttributeType.INT,
  i,
});

/** An attribute that holds a list of integers. */
export const intsAttribute = (name: string, ints: readonly number[]): OnnxAttribute => ({
  name,
  type: onnx.AttributeProto.AttributeType.INTS,
  ints: [...ints],
});

/** A tensor with its values as raw little-endian bytes. */
export const tensorOf = (
  name: string,
  dataType: number,
  dims: readonly number[],
  { buffer, byteOffset, byteLength }: ArrayBufferView,
): OnnxTensor => ({
  name,
  dataType,
  dims: [...dims],
  rawData: new Uint8Array(buffer, byteOffset, byteLength),
});

/** Every IEEE 754 binary16 value as a number, by its bits. */
function halfValues(): Float32Array {
  return Float32Array.from({ length: 0x10000 }, (_, bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

let halves: Float32Array | undefined;

/** The values of a float16 tensor that stores them as raw bytes. */
export function decodeHalves({ rawData }: OnnxTensor): Float32Array {
  const bytes = rawData ?? new Uint8Array();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(bytes.byteLength / 2);
  halves ??= halfValues();
  for (let i = 0; i < values.length; i++) {
    values[i] = halves[view.getUint16(i * 2, true)] as number;
  }
  return values;
}
