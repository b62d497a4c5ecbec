/** Ends a running PostgreSQL, with more force when it does not end. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Guard, StopWord } from './guard.ts';

/** A fast stop writes a checkpoint, which takes a while on a slow disk; PostgreSQL itself kills stragglers 5 s after an immediate stop. */
const FAST_MS = 30_000;
const IMMEDIATE_MS = 8_000;

export interface Stopper {
  readonly exited: Promise<{ expected: boolean; code: number | null }>;
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
}

export function stopper(guard: Guard, code: Promise<number | null>, clearAway: () => void): Stopper {
  let asked = false;
  const exited = code.then((value) => ({ expected: asked, code: value }));
  const endedWithin = async (timeoutMs: number) => {
    const timer = new AbortController();
    const late = sleep(timeoutMs, false, { signal: timer.signal }).catch(() => false);
    const result = await Promise.race([code.then(() => true), late]);
    timer.abort();
    return result;
  };
  return {
    exited,
    async stop(mode = 'fast') {
      asked = true;
      const steps: [StopWord, number][] = [
        ['immediate', IMMEDIATE_MS],
        ['kill', IMMEDIATE_MS],
      ];
      if (mode === 'fast') steps.unshift(['fast', FAST_MS]);
      for (const [word, timeoutMs] of steps) {
        guard.send(word);
        if (await endedWithin(timeoutMs)) break;
      }
      guard.release();
      await exited;
      clearAway();
    },
  };
}
