import { Refusal, type RefusalReason } from './refusal.ts';

export interface Stage<T> {
  readonly signal: AbortSignal;
  readonly ms: number;
  /** Why the attempt is refused when the stage takes longer. */
  readonly reason: RefusalReason;
  /** Lets go of everything when its signal fires: nobody waits for it after that. */
  readonly run: (signal: AbortSignal) => Promise<T>;
}

/** Runs one stage of an attempt. It ends when the stage does, when its time is over, or when the attempt is. */
export async function within<T>({ signal, ms, reason, run }: Stage<T>): Promise<T> {
  signal.throwIfAborted();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Refusal(reason)), ms);
  const both = AbortSignal.any([signal, late.signal]);
  try {
    return await Promise.race([run(both), rejected(both)]);
  } finally {
    clearTimeout(timer);
  }
}

const rejected = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
