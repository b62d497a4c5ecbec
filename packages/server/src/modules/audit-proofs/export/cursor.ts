/**
 * Where an export stands, as its reader carries it: what was settled when it began, and the place from which to go on. The
 * server keeps nothing. It is authenticated under a key of the tenant, names who began the export, and ends.
 */
import type { Uuid } from '@wardroom/contract';
import { mac, sameSecret } from '../../../kernel/crypto/index.ts';
import type { ScopeKeys } from '../../../kernel/keyring/index.ts';

/** What an export holds, the same in every part of it. */
export interface ExportPlan {
  readonly principalId: Uuid;
  /** First entry, a multiple of 256. */
  readonly from: number;
  /** Of the checkpoint; entries end with it. */
  readonly size: number;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** `head`: all that stands before the tiles. Numbers of tiles and bundles, or of an entry; bytes that are through of a file. */
export type Place =
  | { readonly part: 'head' }
  | { readonly part: 'tile'; readonly level: number; readonly number: number }
  | { readonly part: 'entries'; readonly number: number; readonly offset: number }
  | { readonly part: 'openings'; readonly index: number; readonly offset: number };

export interface Position {
  readonly plan: ExportPlan;
  readonly place: Place;
}

const version = 1;
const parts = ['head', 'tile', 'entries', 'openings'] as const;
const macBytes = 32;

const keyOf = (keys: ScopeKeys) => keys.token('cursors', 'audit-export');

function numbersOf(place: Place): readonly [number, number] {
  if (place.part === 'tile') return [place.level, place.number];
  if (place.part === 'entries') return [place.number, place.offset];
  return place.part === 'openings' ? [place.index, place.offset] : [0, 0];
}

function placeOf(part: (typeof parts)[number], one: number, other: number): Place {
  if (part === 'tile') return { part, level: one, number: other };
  if (part === 'entries') return { part, number: one, offset: other };
  return part === 'openings' ? { part, index: one, offset: other } : { part };
}

export function encodeCursor(keys: ScopeKeys, { plan, place }: Position): string {
  const { principalId, from, size, createdAt, expiresAt } = plan;
  const fields = [version, principalId, from, size, createdAt, expiresAt];
  const text = JSON.stringify([...fields, parts.indexOf(place.part), ...numbersOf(place)]);
  return Buffer.concat([mac(keyOf(keys), text), Buffer.from(text)]).toString('base64url');
}

/** Null for everything that this tenant’s server did not make. */
export function decodeCursor(keys: ScopeKeys, cursor: string): Position | null {
  const bytes = Buffer.from(cursor, 'base64url');
  // The same bytes in another spelling are another cursor, which nobody made.
  if (bytes.length <= macBytes || bytes.toString('base64url') !== cursor) return null;
  const text = bytes.subarray(macBytes);
  if (!sameSecret(mac(keyOf(keys), text), bytes.subarray(0, macBytes))) return null;
  const [made, principalId, from, size, createdAt, expiresAt, part, one, other] = JSON.parse(
    text.toString(),
  ) as [number, Uuid, ...number[]];
  const name = parts[part ?? -1];
  // What an earlier version of the server made.
  if (made !== version || name === undefined) return null;
  return {
    plan: {
      ...{ principalId, from: from ?? 0, size: size ?? 0 },
      ...{ createdAt: createdAt ?? 0, expiresAt: expiresAt ?? 0 },
    },
    place: placeOf(name, one ?? 0, other ?? 0),
  };
}
