import { createRequire } from 'node:module';
import { assertNever } from '../shared/assert.ts';
import type { Device } from '../shared/cutout.ts';
import {
  PROTOCOL_VERSION,
  toEngineSchema,
  type ApplyMessage,
  type CompareMessage,
  type FromEngine,
  type MeasureMessage,
  type PreviewMessage,
  type RunMessage,
  type ToEngine,
  type UploadMessage,
} from '../shared/engine-protocol.ts';
import { OffcutError } from '../shared/errors.ts';
import { sharp } from './codec/image-library.ts';
import type { DecodeHeic } from './codec/heic/heic.ts';
import { heicThreads } from './codec/heic/heic-threads.ts';
import { BackgroundPictures } from './compose/picture-backdrop.ts';
import { cut } from './cut.ts';
import { measure } from './measure.ts';
import { preview } from './preview.ts';
import { upload } from './upload.ts';
import { Inference } from './inference/inference.ts';
import { connectToParent } from './parent.ts';
import { PixelBudget } from './pixel-budget.ts';

/**
 * The engine process: takes typed messages from core, turns picture files into cutout files.
 * It decides nothing beyond one picture; when it dies, core starts another.
 */

interface Configured {
  readonly inference: Inference;
  readonly budget: PixelBudget;
  readonly backgrounds: BackgroundPictures;
  readonly heic: DecodeHeic;
}

// Since 1.29 onnxruntime keeps a device id on disk and reports to its makers, on Linux and macOS,
// unless this is set before it is loaded. Offcut sends nothing to anyone.
// https://github.com/microsoft/onnxruntime/pull/27379
process.env['ORT_DISABLE_TELEMETRY'] = '1';

const { send, onMessage } = connectToParent();

const running = new Set<number>();
const cancelled = new Set<number>();
let configured: Configured | undefined;

/** Which accelerators are real is probed when they are first offered; the CPU always is. */
const devices: readonly Device[] = ['cpu'];

function configure({ threads, pixelBudget }: ToEngine & { type: 'configure' }): void {
  const script = new URL('./inference.js', import.meta.url);
  const onDeath = (error: Error) => {
    // Every picture in flight may be the cause; core runs them again, one by one.
    console.error(error);
    process.exit(70);
  };
  configured = {
    inference: new Inference(script, threads, onDeath),
    budget: new PixelBudget(pixelBudget),
    backgrounds: new BackgroundPictures(),
    heic: heicThreads(new URL('./heic.js', import.meta.url)),
  };
  const require = createRequire(import.meta.url);
  const versionOf = (name: string) =>
    (require(`${name}/package.json`) as { readonly version: string }).version;
  send({
    type: 'ready',
    protocol: PROTOCOL_VERSION,
    versions: {
      node: process.versions.node,
      onnxruntime: versionOf('onnxruntime-node'),
      sharp: sharp.versions.sharp,
      libvips: sharp.versions.vips,
    },
    devices,
  });
}

/** Answers a question about one picture; whatever goes wrong is the answer, too. */
async function answer(id: number, work: () => Promise<FromEngine>): Promise<void> {
  running.add(id);
  try {
    send(await work());
  } catch (error) {
    const known = OffcutError.from(error);
    if (known.code === 'internal') console.error(error);
    send({ type: 'failed', id, error: known.toReport() });
  } finally {
    running.delete(id);
    cancelled.delete(id);
  }
}

const cancellationOf = (id: number) => () => {
  if (cancelled.has(id)) throw new OffcutError('cancelled');
};

const run = (message: RunMessage | ApplyMessage, configuration: Configured) => {
  const { id } = message;
  return answer(id, async () => {
    const facts = await cut(message, {
      ...configuration,
      onStage: (stage, active) => {
        send({ type: 'stage', id, stage, active });
      },
      checkCancelled: cancellationOf(id),
    });
    return { type: 'done', id, facts };
  });
};

const measured = (message: MeasureMessage, { heic }: Configured) => {
  const { id } = message;
  return answer(id, async () => {
    // Whoever watches over the process learns whose header it is that does not end.
    send({ type: 'stage', id, stage: 'decode', active: true });
    return { type: 'measured', id, size: await measure(message, { heic }) };
  });
};

const previewed = (message: PreviewMessage, configuration: Configured) => {
  const { id } = message;
  return answer(id, async () => {
    send({ type: 'stage', id, stage: 'decode', active: true });
    const context = { ...configuration, checkCancelled: cancellationOf(id) };
    return { type: 'previewed', id, size: await preview(message, context) };
  });
};

const uploaded = (message: UploadMessage, configuration: Configured) => {
  const { id } = message;
  return answer(id, async () => {
    send({ type: 'stage', id, stage: 'decode', active: true });
    const context = { ...configuration, checkCancelled: cancellationOf(id) };
    return { type: 'uploaded', id, upload: await upload(message, context) };
  });
};

async function compare({ id, ...request }: CompareMessage, { inference }: Configured) {
  try {
    send({ type: 'compared', id, comparison: await inference.compare(request) });
  } catch (error) {
    send({ type: 'failed', id, error: OffcutError.from(error).toReport() });
  }
}

onMessage((raw) => {
  const message = toEngineSchema.parse(raw);
  switch (message.type) {
    case 'configure':
      configure(message);
      return;
    case 'run':
    case 'apply':
      if (configured === undefined) throw new Error(`${message.type} before configure`);
      void run(message, configured);
      return;
    case 'upload':
      if (configured === undefined) throw new Error('upload before configure');
      void uploaded(message, configured);
      return;
    case 'measure':
      if (configured === undefined) throw new Error('measure before configure');
      void measured(message, configured);
      return;
    case 'preview':
      if (configured === undefined) throw new Error('preview before configure');
      void previewed(message, configured);
      return;
    case 'compare':
      if (configured === undefined) throw new Error('compare before configure');
      void compare(message, configured);
      return;
    case 'cancel':
      if (running.has(message.id)) cancelled.add(message.id);
      return;
    case 'ping':
      send({ type: 'pong', sequence: message.sequence, rss: process.memoryUsage.rss() });
      return;
    default:
      assertNever(message);
  }
});

// Ctrl-C in a terminal reaches every process of the group; core decides when the engine ends.
process.on('SIGINT', () => undefined);
