/** A loop that beats at an interval, at once when poked, and at once again while there is more to do. */
export interface Pulse {
  start(): void;
  /** Resolves when the current beat has ended. */
  stop(): Promise<void>;
  poke(): void;
}

/**
 * `beat` says whether there is more to do. It must not throw. Between a poke and its beat lie `gatherMs`, for more to
 * come together.
 */
export function createPulse(intervalMs: number, beat: () => Promise<boolean>, gatherMs = 0): Pulse {
  let beating: Promise<void> | null = null;
  let stopped = false;
  let poked = false;
  let wake: () => void = () => {};
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const loop = async () => {
    while (!stopped) {
      // Before the beat: a poke during it means that something may have come after it had looked.
      poked = false;
      const more = await beat();
      if (more || stopped) continue;
      if (!poked) await pause(intervalMs);
      if (poked && !stopped && gatherMs > 0) await pause(gatherMs);
    }
  };
  return {
    start() {
      beating ??= loop();
    },
    async stop() {
      stopped = true;
      wake();
      await beating;
    },
    poke() {
      // While more is gathered, another poke changes nothing.
      if (poked) return;
      poked = true;
      wake();
    },
  };
}
