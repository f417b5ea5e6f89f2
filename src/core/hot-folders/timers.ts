/** The time that hot folders go by. It never goes back, whatever happens to the system's clock. */
export interface Timers {
  /** Monotonic, in ms. */
  now(): number;
  /** Calls back after so many ms; the function that it returns prevents it. */
  after(ms: number, callback: () => void): () => void;
}

export const systemTimers: Timers = {
  now: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
