/**
 * Many wishes, few runs: the first at once, never two at a time, at least `gapMs` between the end of
 * one and the next, and one after the last wish.
 * @param run does not reject
 * @returns what is called for each wish
 */
export function throttled(run: () => Promise<void>, gapMs: number): () => void {
  let isBusy = false;
  let isWanted = false;

  const begin = async () => {
    isBusy = true;
    isWanted = false;
    await run();
    setTimeout(() => {
      isBusy = false;
      if (isWanted) void begin();
    }, gapMs);
  };
  return () => {
    isWanted = true;
    if (!isBusy) void begin();
  };
}
