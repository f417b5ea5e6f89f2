import { Worker } from 'node:worker_threads';
import { assertNever } from '../../../shared/assert.ts';
import { OffcutError } from '../../../shared/errors.ts';
import type { DecodeHeic, HeicAnswer } from './heic.ts';

/**
 * Decodes each HEIC picture in a thread of its own. libheif is WebAssembly and blocks for seconds,
 * in which the engine could not answer a heartbeat; its memory never shrinks while it lives; and
 * what a hostile file does to it is over with its thread. Starting one takes a tenth of the time
 * that a photo takes to decode.
 * @param script the thread's bundled program
 */
export function heicThreads(script: URL): DecodeHeic {
  return (request) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(script, { workerData: request });
      worker.on('message', (answer: HeicAnswer) => {
        void worker.terminate();
        switch (answer.type) {
          case 'pixels':
            resolve(answer.pixels);
            return;
          case 'unsupported':
            reject(OffcutError.fromReport(answer.error));
            return;
          case 'damaged':
            reject(new Error(answer.reason));
            return;
          default:
            assertNever(answer);
        }
      });
      worker.on('error', (error) => {
        reject(error instanceof Error ? error : new Error(String(error)));
      });
      worker.on('exit', () => {
        // Of no effect where the picture was decoded.
        reject(new Error('the decoder ended before it was done'));
      });
    });
}
