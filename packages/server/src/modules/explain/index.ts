/** The door of explanations: what somebody may do, and why (AUZ-09). */
import type { Implementation } from '../../kernel/implementation.ts';
import type { Breaker } from '../../kernel/policies/index.ts';
import { explainDecision } from './explain.ts';
import { channelReaders } from './readers.ts';

export const explainImplementations = (parts: { readonly policyBreaker: Breaker }): Implementation[] => [
  explainDecision(parts),
  channelReaders(parts),
];
