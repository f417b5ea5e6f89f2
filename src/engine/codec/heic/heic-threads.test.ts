import { describe, expect, it } from 'vitest';
import { heicThreads } from './heic-threads.ts';

/** A thread of these few words in place of the decoder. */
const threadThat = (body: string) =>
  new URL(
    `data:text/javascript,${encodeURIComponent(
      `import { parentPort, workerData } from 'node:worker_threads';${body}`,
    )}`,
  );
const request = { file: 'a.heic', maxPixels: 4, lenient: true };

describe('heicThreads', () => {
  it('hands the request over and takes the pixels', async () => {
    const script = threadThat(`
      const rgba = new Uint8Array([workerData.maxPixels, workerData.lenient ? 1 : 0, 3, 4]);
      const pixels = { width: 1, height: 1, rgba, srgbCodes: workerData.file === 'a.heic' };
      parentPort.postMessage({ type: 'pixels', pixels }, [rgba.buffer]);`);
    expect(await heicThreads(script)(request)).toEqual({
      width: 1,
      height: 1,
      rgba: new Uint8Array([4, 1, 3, 4]),
      srgbCodes: true,
    });
  });

  it('ends a thread that has answered, whatever else it does', async () => {
    const signal = new SharedArrayBuffer(4);
    const counter = new Int32Array(signal);
    const script = threadThat(`
      const counter = new Int32Array(workerData.signal);
      setInterval(() => Atomics.add(counter, 0, 1), 1);
      parentPort.postMessage({ type: 'damaged', reason: 'worn out' });`);
    const asked = { ...request, signal };
    await expect(heicThreads(script)(asked)).rejects.toThrow('worn out');
    const countedMeanwhile = async () => {
      const before = Atomics.load(counter, 0);
      await new Promise((resolve) => setTimeout(resolve, 50));
      return Atomics.load(counter, 0) - before;
    };
    await expect.poll(countedMeanwhile).toBe(0);
  });

  it('hands on the code of what is not supported', async () => {
    const error = { code: 'input-format-unsupported', message: '', params: { format: 'HEIF' } };
    const script = threadThat(
      `parentPort.postMessage({ type: 'unsupported', error: ${JSON.stringify(error)} });`,
    );
    await expect(heicThreads(script)(request)).rejects.toMatchObject({
      code: 'input-format-unsupported',
      params: { format: 'HEIF' },
    });
  });

  it.each([
    ['throws', `throw new RangeError('memory access out of bounds');`, 'out of bounds'],
    ['ends without a word', 'process.exit(3);', 'ended before it was done'],
  ])('outlives a thread that %s', async (_, body, said) => {
    await expect(heicThreads(threadThat(body))(request)).rejects.toThrow(said);
  });
});
