/**
 * Counts of what a batch has sealed, by hour and by what the entries are, in the transaction of the batch: a count and
 * its entries are there together or not at all. Entries are counted, not how often each happened.
 */
import { instantArray, int8Array, textArray, uuidArray } from '../../database/binary-arrays.ts';
import type { LoggedRow } from './leaf.ts';
import type { AppendedEntry } from './store.ts';

const hourMs = 3_600_000;

interface Counted extends Pick<LoggedRow, 'type' | 'action' | 'outcome' | 'actor_type'> {
  readonly tenantId: AppendedEntry['tenantId'];
  /** Beginning of the hour (UTC) in which they happened. */
  readonly hour: number;
  readonly entries: number;
}

/** Parameters of `addRollups`. In one order always, though only one batch runs at a time. */
export function rollupValues(entries: readonly Pick<AppendedEntry, 'tenantId' | 'row'>[]): unknown[] {
  const counted = countedByHour(entries);
  return [
    uuidArray(counted.map(({ tenantId }) => tenantId)),
    instantArray(counted.map(({ hour }) => hour)),
    textArray(counted.map(({ type }) => type)),
    textArray(counted.map(({ action }) => action)),
    textArray(counted.map(({ outcome }) => outcome)),
    textArray(counted.map(({ actor_type }) => actor_type)),
    int8Array(counted.map((one) => one.entries)),
  ];
}

function countedByHour(entries: readonly Pick<AppendedEntry, 'tenantId' | 'row'>[]): Counted[] {
  const byKey = new Map<string, Counted>();
  for (const { tenantId, row } of entries) {
    const { type, action, outcome, actor_type } = row;
    const hour = Math.floor(row.at / hourMs) * hourMs;
    const key = JSON.stringify([tenantId, hour, type, action, outcome, actor_type]);
    const known = byKey.get(key);
    byKey.set(key, { tenantId, hour, type, action, outcome, actor_type, entries: (known?.entries ?? 0) + 1 });
  }
  return [...byKey].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, one]) => one);
}
