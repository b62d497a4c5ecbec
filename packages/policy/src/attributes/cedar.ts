/**
 * The one place that calls Cedar. A trap inside WebAssembly leaves its memory in an unknown state, so after one nothing
 * that it says may be believed: from then on every question is refused, until the process starts anew.
 */
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';

let trapped: string | null = null;

/** Has the engine died in this process? Then everything that a policy mentions is denied. */
export const engineHasStopped = (): boolean => trapped !== null;

export function withCedar<T>(call: (engine: typeof cedar) => T): T {
  if (trapped !== null) throw new Error(`the policy engine has stopped: ${trapped}`);
  try {
    return call(cedar);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    if (name === 'RuntimeError' || name === 'RangeError') trapped = message;
    throw error;
  }
}
