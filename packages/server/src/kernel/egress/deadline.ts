import { Refusal, type RefusalReason } from './refusal.ts';

export interface Stage<T> {
  readonly signal: AbortSignal;
  readonly ms: number;
  /** Why the attempt is refused when the stage takes longer. */
  readonly reason: RefusalReason;
  /** Lets go of everything when its signal fires: nobody waits for it after that. */
  readonly run: (signal: AbortSignal) => Promise<T>;
}

/**
 * Runs one stage of an attempt. It ends when the stage does, when its time is over, or when the attempt is. (Not by
 * `AbortSignal.any`: a combined signal that somebody listens to stays in memory for as long as its sources.)
 */
export async function within<T>({ signal, ms, reason, run }: Stage<T>): Promise<T> {
  signal.throwIfAborted();
  const stage = new AbortController();
  const onAbort = () => stage.abort(signal.reason);
  const timer = setTimeout(() => stage.abort(new Refusal(reason)), ms);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await new Promise<T>((resolve, reject) => {
      stage.signal.addEventListener('abort', () => reject(stage.signal.reason), { once: true });
      run(stage.signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
