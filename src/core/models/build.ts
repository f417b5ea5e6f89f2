import { OffcutError, reasonOf } from '../../shared/errors.ts';
import type { Model } from '../../shared/model.ts';
import { readCalibration } from './calibration.ts';
import { decodeModel, encodeModel } from './onnx.ts';
import { prepareGraph } from './prepare-graph.ts';
import { quantiseGraph } from './quantise-graph.ts';
import { readWeights, sha256Of } from './weights.ts';

/**
 * The revision of the preparation. It is written into the graph: raise it when `prepareGraph`
 * changes, and put the new checksum into the catalogue. Offcut's own version is left out, because
 * every release would then change every checksum.
 */
const revision = '1';

/**
 * The bytes of a prepared model: the published weights, found from the folder `from`, made ready
 * by `prepareGraph` and, where the catalogue says so, by `quantiseGraph`. The same weights give the
 * same bytes on every machine.
 *
 * Throws OffcutError `model-source-damaged` (see `readWeights`).
 */
export async function buildModel(model: Model, from: string): Promise<Uint8Array> {
  const { source } = model;
  const weights = await readWeights(model, from);
  try {
    const prepared = prepareGraph(decodeModel(weights), {
      output: model.output.name,
      producerName: 'offcut',
      producerVersion: revision,
      docString:
        `Prepared by Offcut from ${source.package} ${source.version}, ${source.entry} ` +
        `(SHA-256 ${source.sha256}); weights from ${source.upstream}, ${model.licence.spdx}. ` +
        'Changed: Casts between float16 and float32 and unused outputs removed' +
        (model.quantised ? '; quantised to 8 bits.' : '.'),
    });
    if (model.quantised === undefined) return encodeModel(prepared);
    const { ranges } = readCalibration(model.quantised.calibration);
    return encodeModel(quantiseGraph(prepared, ranges));
  } catch (error) {
    // The weights are what the catalogue says, so their graph is one that we cannot handle.
    const reason = `the graph of ${model.id} cannot be prepared: ${reasonOf(error)}`;
    throw new OffcutError('internal', { reason }, { cause: error });
  }
}

/**
 * Throws OffcutError `internal` unless the bytes are those the catalogue describes: the weights
 * were right, so a difference is one in the preparation (or in onnx-proto).
 */
export function assertAsCatalogued(model: Model, bytes: Uint8Array): void {
  const sha256 = sha256Of(bytes);
  if (sha256 === model.sha256 && bytes.length === model.size) return;
  throw new OffcutError('internal', {
    reason:
      `the prepared ${model.file} has ${bytes.length} bytes and the SHA-256 ${sha256}; ` +
      `the catalogue says ${model.size} bytes and ${model.sha256}`,
  });
}
