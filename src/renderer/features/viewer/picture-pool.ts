/**
 * Pictures that are decoded, or on their way: those on the canvas and those of the neighbours. A
 * decoded one can be put onto the canvas within the same frame, so that nothing flickers.
 */
export interface PooledPicture {
  readonly image: HTMLImageElement;
  /** Rejects when there is no such picture. */
  readonly decoded: Promise<void>;
  readonly isDecoded: () => boolean;
}

/** Two sides of a picture and of its neighbours, in small and in full, and some to go back to. */
const KEPT = 16;
const pool = new Map<string, PooledPicture>();

function load(url: string): PooledPicture {
  const image = new Image();
  image.alt = '';
  image.draggable = false;
  image.src = url;
  let done = false;
  const decoded = image.decode().then(() => {
    done = true;
  });
  // Whoever waits for it hears of it; nobody has to.
  decoded.catch(() => pool.delete(url));
  return { image, decoded, isDecoded: () => done };
}

export function pooled(url: string): PooledPicture {
  const picture = pool.get(url) ?? load(url);
  // The last one used is the last one to go.
  pool.delete(url);
  pool.set(url, picture);
  for (const old of pool.keys()) {
    if (pool.size <= KEPT) break;
    pool.delete(old);
  }
  return picture;
}
