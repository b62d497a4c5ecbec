/**
 * Legal holds, as whatever removes or erases has to ask them (AUD-06, DAT-02): inside its own transaction, before it
 * removes anything. Whoever keeps holds gives an answer here. What cannot answer vetoes: an error is thrown on, and
 * takes the transaction with it.
 */
import type { Uuid } from '@wardroom/contract';
import type { NamedText } from '../../database/session.ts';

/** What is about to be removed. */
export type Removal =
  /** Entries that were sealed before this time, in milliseconds. */
  | { readonly kind: 'prune'; readonly before: number }
  /** What personal fields tell about one subject. */
  | { readonly kind: 'erase'; readonly subjectId: Uuid };

export interface HoldsInForce {
  /** In this tenant, whatever they cover; the boundary note tells it. */
  readonly count: number;
  /** Whether one of them covers what is about to go. */
  readonly isVetoed: boolean;
}

/** The transaction of the removal: what is read through it commits, or does not, together with it. */
export interface HoldTransaction {
  readonly tenantId: Uuid;
  read<Row extends Record<string, unknown>>(
    statement: NamedText,
    values: readonly unknown[],
  ): Promise<readonly Row[]>;
}

export interface HoldRegister {
  inForce(tx: HoldTransaction, removal: Removal): Promise<HoldsInForce>;
}

/** Of a deployment in which no holds can be placed. */
export const noHolds: HoldRegister = Object.freeze({
  inForce: async () => ({ count: 0, isVetoed: false }),
});

/** Throws what the register throws, and for an answer that is none. */
export async function askHolds(
  register: HoldRegister,
  tx: HoldTransaction,
  removal: Removal,
): Promise<HoldsInForce> {
  const answer = await register.inForce(tx, removal);
  if (!Number.isSafeInteger(answer?.count) || answer.count < 0 || typeof answer.isVetoed !== 'boolean')
    throw new Error('the register of holds gave no answer');
  return answer;
}
