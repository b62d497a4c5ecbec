/** What a close means for coming back: at once, later, or not at all. */
import { type CloseReason, closeCodes } from '@wardroom/contract/wire';
import { delayOf } from '../retry.ts';

const rules = { firstDelayMs: 500, longestDelayMs: 30_000 };
/** Who was too fast waits longer before the first attempt. */
const laterMs = 10_000;

export type Verdict =
  | { readonly reconnect: true; readonly later: boolean }
  | { readonly reconnect: false; readonly reason: CloseReason };

const reasons = Object.keys(closeCodes) as CloseReason[];

/** Codes that are not ours come from the network and its proxies: they pass. */
export function verdictOf(code: number): Verdict {
  const reason = reasons.find((name) => closeCodes[name].code === code);
  if (reason === undefined) return { reconnect: true, later: false };
  const { reconnect } = closeCodes[reason];
  return reconnect === 'no'
    ? { reconnect: false, reason }
    : { reconnect: true, later: reconnect === 'later' };
}

/** `attempt` counts failures in a row, from 0. */
export const reconnectDelayMs = (attempt: number, later: boolean, random: () => number): number =>
  delayOf(attempt, rules, random) + (later ? laterMs : 0);
