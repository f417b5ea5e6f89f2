import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp, { type Sharp } from 'sharp';
import { inferenceThreads } from '../../src/engine/inference/cores.ts';
import type { BareModel, BareTimes, FromBare, ToBare } from './messages.ts';

/**
 * The bare stages of a cutout, as short as they can be written: sharp decodes, sharp shrinks,
 * onnxruntime runs, sharp encodes. Nothing is checked, composed, written or reported. It has the
 * same session options as `src/engine/inference/session.ts`. PNG is sharp's default, which Offcut's
 * own encoder is held against; WebP has the options of `src/engine/codec/encode.ts`. The sizes of
 * what both encode are compared.
 */

sharp.cache(false);

const sessions = new Map<string, Promise<InferenceSession>>();

function sessionFor(file: string): Promise<InferenceSession> {
  const warm = sessions.get(file);
  if (warm !== undefined) return warm;
  const loading = InferenceSession.create(file, {
    executionProviders: ['cpu'],
    intraOpNumThreads: inferenceThreads(),
    enableCpuMemArena: true,
    enableMemPattern: false,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  sessions.set(file, loading);
  return loading;
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const start = performance.now();
  const value = await work();
  return { ms: performance.now() - start, value };
}

async function infer({ entry, file }: BareModel, tensor: Float32Array): Promise<number> {
  const { input, output } = entry;
  const session = await sessionFor(file);
  const matte = new Float32Array(input.width * input.height);
  const size = [input.height, input.width];
  const feeds = { [input.name]: new Tensor('float32', tensor, [1, 3, ...size]) };
  const fetches = { [output.name]: new Tensor('float32', matte, [1, 1, ...size]) };
  return (await timed(() => session.run(feeds, fetches))).ms;
}

/** @param rgb interleaved R G B, of the model's size */
function tensorOf(rgb: Uint8Array, { input }: BareModel['entry']): Float32Array {
  const plane = input.width * input.height;
  const tensor = new Float32Array(3 * plane);
  for (const channel of [0, 1, 2] as const) {
    for (let i = 0; i < plane; i++) {
      const value = rgb[3 * i + channel] ?? 0;
      tensor[channel * plane + i] = (value - input.mean[channel]) / input.std[channel];
    }
  }
  return tensor;
}

const toFormat = (image: Sharp, format: 'png' | 'webp'): Sharp =>
  format === 'png'
    ? image.png({ compressionLevel: 6 })
    : image.webp({ quality: 90, alphaQuality: 100, effort: 2 });

async function stages(request: ToBare & { type: 'stages' }): Promise<FromBare> {
  const { source, cutout, format, model } = request;
  const { width, height, kernel } = model.entry.input;
  const finished = await sharp(cutout).ensureAlpha().raw().toBuffer({ resolveWithObject: true });

  const decode = await timed(() =>
    sharp(source)
      .autoOrient()
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  const { data, info } = decode.value;
  const shrink = await timed(() =>
    sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
      .resize(width, height, { fit: 'fill', kernel })
      .raw()
      .toBuffer(),
  );
  const run = await infer(model, tensorOf(shrink.value, model.entry));
  const raw = { width: finished.info.width, height: finished.info.height, channels: 4 } as const;
  const encode = await timed(() => toFormat(sharp(finished.data, { raw }), format).toBuffer());
  const times: BareTimes = { decode: decode.ms, shrink: shrink.ms, run, encode: encode.ms };
  return { type: 'stages', times, bytes: encode.value.length };
}

/** Any picture does: how long a run takes does not depend on what is in it. */
function anyTensor(entry: BareModel['entry']): Float32Array {
  const { width, height } = entry.input;
  return tensorOf(
    Uint8Array.from({ length: 3 * width * height }, (_, i) => i),
    entry,
  );
}

async function answer(request: ToBare): Promise<FromBare> {
  switch (request.type) {
    case 'stages':
      return stages(request);
    case 'infer':
      return { type: 'inferred', ms: await infer(request.model, anyTensor(request.model.entry)) };
  }
}

process.on('message', (request: ToBare) => {
  void answer(request)
    .catch((error: unknown): FromBare => ({ type: 'failed', reason: String(error) }))
    .then((said) => process.send?.(said));
});
process.on('disconnect', () => process.exit(0));
