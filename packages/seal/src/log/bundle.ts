/** Entry bundles: up to 256 entries, each behind its length as uint16, big-endian (C2SP tlog-tiles, “Log entries”). */
import { concat, uint } from '../bytes.ts';
import { SealError } from '../error.ts';
import { tileWidth } from '../tree/tile.ts';

/** What a uint16 can say. */
export const maxEntryBytes = 65_535;

const lengthBytes = 2;

/** Throws `bundle_malformed` for no entry, more than 256, and an entry above 65,535 bytes. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length === 0 || entries.length > tileWidth)
    throw new SealError('bundle_malformed', `${entries.length} entries`);
  return concat(
    entries.flatMap((entry, at) => {
      if (entry.length > maxEntryBytes)
        throw new SealError('bundle_malformed', `entry ${at} has ${entry.length} bytes`);
      return [uint(entry.length, lengthBytes), entry];
    }),
  );
}

/** Exactly `count` entries and nothing behind them. Throws `bundle_malformed` with the place. */
export function decodeBundle(bytes: Uint8Array, count: number): Uint8Array[] {
  if (!Number.isInteger(count) || count < 1 || count > tileWidth)
    throw new SealError('bundle_malformed', `${count} entries`);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (entries.length < count) {
    const [high, low] = [bytes[at], bytes[at + 1]];
    const from = at + lengthBytes;
    at = from + (high ?? 0) * 256 + (low ?? 0);
    if (high === undefined || low === undefined || at > bytes.length)
      throw new SealError('bundle_malformed', `ends inside entry ${entries.length} of ${count}`);
    entries.push(bytes.slice(from, at));
  }
  if (at !== bytes.length)
    throw new SealError('bundle_malformed', `${bytes.length - at} bytes behind the last entry`);
  return entries;
}
