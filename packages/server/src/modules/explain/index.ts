/** The door of explanations: what somebody may do, and why (AUZ-09). */
import type { KernelParts } from '../../kernel/create-kernel.ts';
import type { Implementation } from '../../kernel/implementation.ts';
import { explainDecision } from './explain.ts';
import { channelReaders } from './readers.ts';

export function explainImplementations({
  policyShelf: shelf,
  policyBreaker: breaker,
}: Pick<KernelParts, 'policyShelf' | 'policyBreaker'>): Implementation[] {
  const parts = { shelf, breaker };
  return [explainDecision(parts), channelReaders(parts)];
}
