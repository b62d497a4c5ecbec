/** A call with what is written about it after its answer, so that the next call meets a database at rest. */
import type { Call } from '../kernel/call.ts';
import { execute, type Kernel, type Outcome } from '../kernel/execute.ts';

export async function executeSettled(kernel: Kernel, call: Call): Promise<Outcome> {
  const outcome = await execute(kernel, call);
  await kernel.decisions.settled();
  return outcome;
}
