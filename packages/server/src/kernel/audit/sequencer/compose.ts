/**
 * From what waited in the outbox to an entry with a place. Nothing that a request can have written there stops the
 * entries behind it: what does not open is logged as such, and kept.
 */
import { type AuditType, auditTypes, encodeId, type Uuid } from '@wardroom/contract';
import { type EntryMetadata, hex, type Json, type LeftOut, SealError, sealPersonal } from '@wardroom/seal';
import { hmac, sha256 } from '@wardroom/seal/node';
import type { Ids } from '../../ids.ts';
import { KeyringError, type ScopeKeys } from '../../keyring/index.ts';
import { kindsOf } from '../kinds.ts';
import { openAuditEntry, type SealedPart } from '../seal.ts';
import { type LoggedPart, type LoggedRow, leafBytes, type RecordedRow, sealLoggedPart } from './leaf.ts';
import { sealOpening } from './openings.ts';

export interface WaitingRow extends RecordedRow {
  readonly tenant_id: Uuid;
  readonly sealed: Buffer;
  /** The log has an entry of this id: this one was made up by somebody who had read it. */
  readonly is_double: boolean;
}

export interface Composed {
  readonly row: LoggedRow;
  readonly sealed: Buffer;
  readonly leaf: Uint8Array;
  readonly openings: readonly {
    readonly entryId: Uuid;
    readonly field: string;
    readonly subjectId: Uuid | null;
    readonly sealed: Buffer;
  }[];
}

export interface ComposeTools {
  readonly keys: ScopeKeys;
  /** 32 random bytes. */
  readonly salt: () => Buffer;
  readonly ids: Ids;
  /** Whether a key that is not there is taken for one that never was; before that, the entry waits for it. */
  readonly isKnownAbsent: boolean;
}

/** The address of the caller is personal in every type. */
export const addressField = 'address';
/** Where the ciphertext of an entry is kept that does not open. */
export const unopenedField = 'unopened';
/** A value of metadata above this is named by its hash; a commitment may be to as much. */
const largestValue = 32_768;

export function compose(
  waiting: WaitingRow,
  place: Pick<LoggedRow, 'index' | 'sequenced_at'>,
  tools: ComposeTools,
): Composed {
  const { keys, salt, ids } = tools;
  const part = openPart(waiting, tools);
  const entryId = waiting.is_double ? ids.next() : waiting.entry_id;
  const { tenant_id: _t, sealed: _s, is_double: _d, credential_kind: _k, ...recorded } = waiting;
  const row: LoggedRow = { ...recorded, ...place, entry_id: entryId };
  const { open, personal } = divide(waiting, part);
  const openings: Composed['openings'][number][] = [];
  const commitments: Record<string, string> = {};
  for (const [field, value] of personal) {
    const { commitment, opening } = sealPersonal(hmac, salt(), field, value);
    commitments[field] = commitment;
    openings.push({
      ...{ entryId, field, subjectId: whomItTellsAbout(field, row) },
      sealed: sealOpening(keys, entryId, field, opening),
    });
  }
  const fitted = fitEntry(row, { kinds: kindsOf(waiting), metadata: open, personal: commitments });
  return { row, sealed: sealLoggedPart(keys, entryId, fitted.part), leaf: fitted.leaf, openings };
}

/** An address is that of who acted. */
export const whomItTellsAbout = (
  field: string,
  { subject_id, actor_id }: Pick<LoggedRow, 'subject_id' | 'actor_id'>,
): Uuid | null => (field === addressField ? actor_id : (subject_id ?? actor_id));

/** What nobody has declared may be about anybody. */
export const isPersonalField = (type: string, field: string): boolean =>
  !Object.hasOwn(auditTypes, type) || auditTypes[type as AuditType].fields[field]?.isPersonal !== false;

type Part = SealedPart | { readonly unopened: Buffer };

/** Only what no key of ours has made is an entry in itself; when keys are out of reach, the entry waits. */
function openPart({ entry_id, sealed }: WaitingRow, { keys, isKnownAbsent }: ComposeTools): Part {
  try {
    return openAuditEntry(entry_id, sealed, keys);
  } catch (error) {
    const isOurs = error instanceof KeyringError && error.code !== 'ciphertext_rejected';
    if (isOurs && !(isKnownAbsent && error.code === 'key_unknown_epoch')) throw error;
    return { unopened: sealed };
  }
}

/** What stands in the leaf for ever, and what stands there as a commitment. */
function divide(
  { type, entry_id, is_double }: WaitingRow,
  part: Part,
): { open: Record<string, string | number | boolean | null | LeftOut>; personal: Map<string, Json> } {
  const open: Record<string, string | number | boolean | null | LeftOut> = {};
  const personal = new Map<string, Json>();
  if (is_double) open['doubleOf'] = encodeId('auditEntry', entry_id);
  if ('unopened' in part) {
    open[unopenedField] = digestOf(part.unopened);
    personal.set(unopenedField, part.unopened.toString('base64').slice(0, largestValue));
    return { open, personal };
  }
  const fields = Object.hasOwn(auditTypes, type) ? auditTypes[type as AuditType].fields : {};
  for (const [name, value] of Object.entries(part.metadata)) {
    const bounded = bound(value);
    // What nobody has declared may be about anybody.
    if (fields[name]?.isPersonal === false) open[name] = bounded;
    else personal.set(name, bounded as Json);
  }
  if (part.address !== null) personal.set(addressField, bound(part.address) as Json);
  return { open, personal };
}

function bound(value: string | number | boolean | null): string | number | boolean | null | LeftOut {
  if (typeof value !== 'string') return value;
  const text = value.toWellFormed();
  return text.length <= largestValue / 4 || sizeOf(text) <= largestValue ? text : digestOfText(text);
}

const sizeOf = (text: string): number => Buffer.byteLength(JSON.stringify(text));

const digestOf = (bytes: Uint8Array): LeftOut => ({ sha256: hex(sha256(bytes)), bytes: bytes.length });

/** Of its canonical JSON, as the format says. */
const digestOfText = (text: string): LeftOut => digestOf(Buffer.from(JSON.stringify(text)));

/** Leaves the largest texts out, one by one, until the entry is no longer than an entry may be. */
function fitEntry(row: LoggedRow, part: LoggedPart): { part: LoggedPart; leaf: Uint8Array } {
  try {
    return { part, leaf: leafBytes(row, part) };
  } catch (error) {
    const shorter = error instanceof SealError ? withoutLargest(part.metadata) : null;
    if (shorter === null) throw error;
    return fitEntry(row, { ...part, metadata: shorter });
  }
}

function withoutLargest(metadata: EntryMetadata): EntryMetadata | null {
  const texts = Object.entries(metadata).filter((field): field is [string, string] => isLong(field[1]));
  const [largest] = texts.sort(([, one], [, other]) => sizeOf(other) - sizeOf(one));
  return largest === undefined ? null : { ...metadata, [largest[0]]: digestOfText(largest[1]) };
}

/** Longer than what stands for it. */
const isLong = (value: unknown): boolean => typeof value === 'string' && value.length > 100;
