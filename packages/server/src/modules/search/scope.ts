/**
 * Where a query looks: the channels that the caller may read at this moment, narrowed by its filters. Names that the
 * caller cannot see are as unknown as names that nobody has, found out by the same statements.
 */
import { type Uuid, uuidOf } from '@wardroom/contract';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { RunContext } from '../../kernel/implementation.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { nameLookup, resourceOfChannel } from '../channels/index.ts';
import { handleLookup, viewerOf } from '../principals/index.ts';
import type { Position } from '../search-index/index.ts';
import type { ParsedQuery } from './query.ts';
import { countMessages, findPeople, findPosition, listReadable } from './store.ts';

export interface Names {
  readonly people: readonly Buffer[];
  readonly channels: readonly Buffer[];
}

export interface Scope {
  readonly channels: readonly Uuid[];
  /** What part of all messages of the tenant is in these channels, about: 0 to 1. */
  readonly share: number;
  /** null: everybody. */
  readonly authors: readonly Uuid[] | null;
  /** Filters that name nothing that the caller can see. */
  readonly unknown: readonly string[];
  /** null: the position that was given is none that the caller can see. */
  readonly before: Position | null;
}

/** `from:me` is the caller, whatever handles there are; `from:@me` is a handle. */
const isSelf = (handle: string): boolean => handle === 'me';

export const lookUpNames = (keys: ScopeKeys, query: ParsedQuery): Names => ({
  people: query.from.map((handle) => handleLookup(keys, handle)),
  channels: query.in.map((name) => nameLookup(keys, name)),
});

/** Later than every message. */
const newest: Position = {
  sentAt: 253_402_300_799_999,
  messageId: 'ffffffff-ffff-ffff-ffff-ffffffffffff' as Uuid,
};

export async function findScope(
  tx: ReadTransaction,
  { authority, permits }: Pick<RunContext, 'authority' | 'permits'>,
  query: ParsedQuery,
  { names, before }: { readonly names: Names; readonly before: string | undefined },
): Promise<Scope> {
  const viewer = {
    principalId: authority.principalId,
    browses: authority.rights.has('channel.browse'),
  };
  const beforeId = before === undefined ? null : uuidOf(before);
  const [rows, people, place, total] = await Promise.all([
    listReadable(tx, viewer, names.channels),
    names.people.length === 0 ? [] : findPeople(tx, viewerOf(authority), names.people),
    beforeId === null ? undefined : findPosition(tx, beforeId),
    countMessages(tx),
  ]);
  // The statement has filtered by the same rule; the decision is what counts.
  const readable = rows.filter((row) => permits('channel.read', resourceOfChannel(row)));
  const named = new Set(readable.map(({ position }) => position));
  const known = new Map(people.map((row) => [row.position, row.principal_id]));
  const authors = query.from.map((handle, index) =>
    isSelf(handle) ? authority.principalId : known.get(index + 1),
  );
  const meant = readable.filter(({ position }) => query.in.length === 0 || position > 0);
  return {
    channels: meant.map((row) => row.channel_id),
    share: meant.reduce((sum, row) => sum + row.last_seq, 0) / Math.max(1, total),
    authors: query.from.length === 0 ? null : authors.filter((id) => id !== undefined),
    unknown: [
      ...query.unknown,
      ...query.from.flatMap((handle, index) => (authors[index] === undefined ? [`from:@${handle}`] : [])),
      ...query.in.flatMap((name, index) => (named.has(index + 1) ? [] : [`in:#${name}`])),
    ],
    before: positionOf(
      beforeId,
      readable.map((row) => row.channel_id),
      place,
    ),
  };
}

function positionOf(
  id: Uuid | null,
  readable: readonly Uuid[],
  place: Awaited<ReturnType<typeof findPosition>>,
): Position | null {
  if (id === null) return newest;
  if (place === undefined || !readable.includes(place.channel_id)) return null;
  return { sentAt: place.sent_at, messageId: id };
}
