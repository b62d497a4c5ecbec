/**
 * One delivery: entries in their order, as many as the destination takes at once. A refusal of what was sent is narrowed
 * down by halves. An entry is given up only when something else was taken beside it: a destination that refuses
 * everything is set up wrongly, and waits.
 */
import type { Delivery, OutgoingEntry } from '../outlets/index.ts';

export interface Refused {
  readonly index: number;
  readonly status: number | null;
}

export interface Delivered {
  /** How many from the first on are done with: arrived, or given up. */
  readonly done: number;
  readonly refused: readonly Refused[];
  /** Whether anything was taken. */
  readonly hasArrived: boolean;
  /** What ended it early; null: everything is done with. */
  readonly fault: Extract<Delivery, { isDelivered: false }> | null;
}

export interface DeliveryTools {
  readonly bring: (entries: readonly OutgoingEntry[]) => Promise<Delivery>;
  /** An entry that is like the others and says nothing, to ask whether anything is taken. */
  readonly probe: OutgoingEntry;
  /** False when the time of this delivery is over. */
  readonly mayGoOn: () => boolean;
}

export async function deliver(
  entries: readonly OutgoingEntry[],
  { bring, probe, mayGoOn }: DeliveryTools,
): Promise<Delivered> {
  const refused: Refused[] = [];
  const waiting: (readonly OutgoingEntry[])[] = [entries];
  let done = 0;
  let hasArrived = false;
  const end = (fault: Delivered['fault']): Delivered => ({ done, refused, hasArrived, fault });
  for (let next = waiting.pop(); next !== undefined && next.length > 0; next = waiting.pop()) {
    if (!mayGoOn()) return end(null);
    const answer = await bring(next);
    if (answer.isDelivered) {
      hasArrived = true;
      done += next.length;
      continue;
    }
    if (answer.fault !== 'entry_refused') return end(answer);
    if (next.length > 1) {
      const middle = Math.ceil(next.length / 2);
      waiting.push(next.slice(middle), next.slice(0, middle));
      continue;
    }
    hasArrived ||= (await bring([probe])).isDelivered;
    if (!hasArrived) return end(answer);
    for (const { index } of next) refused.push({ index, status: answer.status });
    done += 1;
  }
  return end(null);
}
