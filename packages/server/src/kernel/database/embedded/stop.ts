/** Ends a running PostgreSQL, with more force when it does not end. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Guard, StopWord } from './guard.ts';
import { isAlive, waitUntil } from './processes.ts';

/** A fast stop writes a checkpoint, which takes a while on a slow disk; PostgreSQL itself kills stragglers 5 s after an immediate stop. */
const FAST_MS = 30_000;
const IMMEDIATE_MS = 8_000;

const WATCHER_MS = 6_000;

export interface Stopper {
  readonly exited: Promise<{ expected: boolean; code: number | null }>;
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
}

/** `clearAway` runs when PostgreSQL has ended and the lock is still held. */
export function stopper(guard: Guard, clearAway: () => void): Stopper {
  let asked = false;
  let released: Promise<void> | undefined;
  const exited = guard.exited.then((code) => ({ expected: asked, code }));
  const letGo = async () => {
    clearAway();
    await guard.release();
  };
  return {
    exited,
    async stop(mode = 'fast') {
      asked = true;
      if (guard.running()) await force(guard, mode);
      released ??= letGo();
      await released;
    },
  };
}

/** A guard that was killed leaves its watcher to stop PostgreSQL. */
export async function waitForEnd(postmasterPid: number): Promise<void> {
  await waitUntil(() => !isAlive(postmasterPid), WATCHER_MS);
}

async function force(guard: Guard, mode: 'fast' | 'immediate'): Promise<void> {
  const steps: [StopWord, number][] = [
    ['immediate', IMMEDIATE_MS],
    ['kill', IMMEDIATE_MS],
  ];
  if (mode === 'fast') steps.unshift(['fast', FAST_MS]);
  for (const [word, timeoutMs] of steps) {
    guard.send(word);
    if (await endedWithin(guard, timeoutMs)) return;
  }
}

async function endedWithin(guard: Guard, timeoutMs: number): Promise<boolean> {
  const timer = new AbortController();
  const late = sleep(timeoutMs, false, { signal: timer.signal }).catch(() => false);
  const ended = await Promise.race([guard.exited.then(() => true), late]);
  timer.abort();
  return ended;
}
