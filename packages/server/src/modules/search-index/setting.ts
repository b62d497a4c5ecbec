/** How the index of a tenant is kept. */
import type { Uuid } from '@wardroom/contract';

export type SearchMode = 'exact' | 'private';

export interface IndexSetting {
  readonly mode: SearchMode;
  /** Of a token in private mode. */
  readonly bits: number;
  /** Grows with every rebuild. */
  readonly generation: number;
  /** Everything down to this message is indexed; null: everything. */
  readonly rebuilt_down_to: Uuid | null;
}

/** Of tenants that have never chosen and whose messages were all indexed when they were sent. */
export const initialSetting: IndexSetting = {
  mode: 'exact',
  bits: 64,
  generation: 0,
  rebuilt_down_to: null,
};

/** About as many false hits as a search for one word may have to look at. */
const falseHits = 200;
/** Different words of a usual message. */
const wordsPerMessage = 8;
const fewestBits = 8;
const mostBits = 20;

/**
 * Bits of a private token for a tenant of this size: with b bits a word shares its token with words of about
 * `messages × 8 ÷ 2^b` other messages.
 */
export function privateBits(messages: number): number {
  const bits = Math.ceil(Math.log2(Math.max(1, (messages * wordsPerMessage) / falseHits)));
  return Math.min(mostBits, Math.max(fewestBits, bits));
}
