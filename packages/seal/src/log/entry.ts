/** One event as it is written for ever. Form and meaning: docs/audit-log-format.md, “Entry”. */
import { hex } from '../bytes.ts';
import { canonicalBytes, type Json } from '../canonical.ts';
import type { Sha256 } from '../crypto.ts';
import { SealError } from '../error.ts';

export interface LogEntry {
  readonly v: 1;
  /** From 0, without gaps. */
  readonly index: number;
  /** `evt_…` */
  readonly id: string;
  /** RFC 3339 in UTC with milliseconds. */
  readonly at: string;
  /** When it was given its place; same form. */
  readonly sequencedAt: string;
  readonly type: string;
  readonly store: 'security' | 'compliance' | 'both';
  readonly outcome: 'success' | 'failure' | 'blocked';
  readonly actor: { readonly id: string | null; readonly type: string };
  readonly subject: string | null;
  readonly action: string;
  readonly resource: { readonly id: string | null; readonly kind: string };
  readonly credential: string | null;
  readonly request: string | null;
  /** 1 or more. */
  readonly count: number;
  readonly metadata: EntryMetadata;
  /** Field name → commitment, base64url. */
  readonly personal: { readonly [field: string]: string };
}

/** What did not fit is named by its hash and its length in bytes. */
export interface LeftOut {
  readonly sha256: string;
  readonly bytes: number;
}

export interface EntryMetadata {
  readonly [name: string]: string | number | boolean | null | LeftOut;
}

/** `2026-11-22T18:14:28.123Z` from milliseconds since 1970. Throws `out_of_range` outside of years 0 to 9999. */
export function timeText(ms: number): string {
  const text = Number.isInteger(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : '';
  if (text.length !== 24) throw new SealError('out_of_range', `milliseconds ${ms}`);
  return text;
}

/**
 * The bytes of a leaf. Throws `entry_malformed` for an index, a count or a time of another form, and `not_canonical`
 * for what JSON cannot carry and above 65,535 bytes.
 */
export function encodeEntry(entry: LogEntry): Uint8Array {
  const { index, count, at, sequencedAt } = entry;
  if (!Number.isSafeInteger(index) || index < 0) throw new SealError('entry_malformed', `index ${index}`);
  if (!Number.isSafeInteger(count) || count < 1) throw new SealError('entry_malformed', `count ${count}`);
  for (const time of [at, sequencedAt])
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(time))
      throw new SealError('entry_malformed', `time “${time}”`);
  return canonicalBytes(entry);
}

/** What stands in an entry for a value of metadata that is too large. */
export function leaveOut(sha256: Sha256, value: Json): LeftOut {
  const bytes = canonicalBytes(value);
  return { sha256: hex(sha256(bytes)), bytes: bytes.length };
}
