import { parentPort, workerData } from 'node:worker_threads';
import { OffcutError, reasonOf } from '../../../shared/errors.ts';
import { decodeHeic } from './decode-heic.ts';
import type { HeicAnswer, HeicRequest } from './heic.ts';

/** The thread that decodes one HEIC file and ends. */

if (parentPort === null) throw new Error('the HEIC thread was started as a program');
const port = parentPort;
const post = (answer: HeicAnswer, transfer: ArrayBuffer[] = []) => {
  port.postMessage(answer, transfer);
};

try {
  const pixels = decodeHeic(workerData as HeicRequest);
  post({ type: 'pixels', pixels }, [pixels.rgba.buffer]);
} catch (error) {
  if (error instanceof OffcutError) post({ type: 'unsupported', error: error.toReport() });
  else post({ type: 'damaged', reason: reasonOf(error) });
}
