/** A call with what is written about it after its answer, so that the next call meets a database at rest. */
import type { Uuid } from '@wardroom/contract';

import type { Call } from '../kernel/call.ts';
import { execute, type Kernel, type Outcome } from '../kernel/execute.ts';
import type { Ids } from '../kernel/ids.ts';
import { defaultSettings } from '../kernel/policies/active.ts';

export async function executeSettled(kernel: Kernel, call: Call): Promise<Outcome> {
  const outcome = await execute(kernel, call);
  await kernel.decisions.settled();
  return outcome;
}

/** One that the default share of the log of decisions leaves out: of two like calls, chance must not make one write more. */
export function unsampledId(ids: Ids): Uuid {
  const id = ids.next();
  return Number.parseInt(id.slice(-7), 16) % 1_000 < defaultSettings.sample_per_mille ? unsampledId(ids) : id;
}
