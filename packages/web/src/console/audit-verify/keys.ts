/** Keys that somebody knows from elsewhere, held against those that this device keeps. */
import { algorithms, keysReachedFrom, parseKey, type VerifierCrypto } from '@wardroom/verifier';
import { isOfDirectory, type Kept, nameOf } from './kept.ts';

/**
 * `match`: it is kept. `leads`: it came before a kept one, which it has named as its successor. `follows`: a kept one leads to it.
 * `otherLog`: it is the key of another log. `unreadable`: no verifier key of a log.
 */
export type Comparison =
  | 'match'
  | 'leads'
  | 'follows'
  | 'differs'
  | 'otherLog'
  | 'nothingKept'
  | 'unreadable';

interface Known {
  readonly crypto: VerifierCrypto;
  readonly kept: Kept | null;
  /** Notes by which keys follow one another, as the server gives them: each is signed, so none is believed. */
  readonly rotations: readonly string[];
}

export async function compareKey(typed: string, { crypto, kept, rotations }: Known): Promise<Comparison> {
  const key = await parseKey(crypto, typed);
  if (key?.algorithm !== algorithms.ed25519) return 'unreadable';
  if (kept === null) return 'nothingKept';
  if (kept.keys.includes(typed)) return 'match';
  const own = kept.keys.filter((one) => nameOf(one) === key.name);
  if (own.length === 0) return 'otherLog';
  const reached = await keysReachedFrom(typed, rotations, crypto);
  if (own.some((one) => reached.includes(one))) return 'leads';
  for (const one of own)
    if ((await keysReachedFrom(one, rotations, crypto)).includes(typed)) return 'follows';
  return 'differs';
}

/**
 * What is kept from now on. The checkpoint seen before stays as long as it is one of the same log: a new key is no reason
 * to forget what the log has shown.
 */
export function withKey(kept: Kept | null, key: string, now: number): Kept {
  const own = kept?.keys.filter((one) => nameOf(one) === nameOf(key)) ?? [];
  const others = kept?.keys.filter((one) => !own.includes(one)) ?? [];
  const isSameLog = kept !== null && (own.length > 0 || isOfDirectory(key));
  return {
    keys: [key, ...(isSameLog ? others : [])],
    ...{ since: now, source: 'entered', witnesses: kept?.witnesses ?? [] },
    ...(isSameLog ? { note: kept.note, size: kept.size } : { note: null, size: 0 }),
  };
}

/** @returns the first line that is no key of a witness */
export async function unreadableWitness(
  lines: readonly string[],
  crypto: VerifierCrypto,
): Promise<string | undefined> {
  for (const line of lines)
    if ((await parseKey(crypto, line))?.algorithm !== algorithms.cosignature) return line;
  return undefined;
}
