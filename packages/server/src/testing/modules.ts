/** Which modules a harness runs: all of them, checked for completeness, or the ones a test brings. */
import type { KernelOptions, KernelParts } from '../kernel/create-kernel.ts';
import type { Implementation } from '../kernel/implementation.ts';

type Chosen = Pick<KernelOptions, 'implement' | 'buildTable'>;

export function chooseModules(only?: (parts: KernelParts) => readonly Implementation[]): Chosen {
  if (only === undefined) throw new Error('bring implementations until every module exists');
  return { implement: only, buildTable: (list) => new Map(list.map((one) => [one.operation.name, one])) };
}
