/** The channel as it is stored, as policy sees it and as clients see it. Names and topics are sealed at rest. */

import {
  type Channel,
  encodeId,
  type Member,
  type OwnChannel,
  type Uuid,
  WardroomError,
} from '@wardroom/contract';
import { type ChannelResource, channelGrant } from '@wardroom/policy';
import type { ResourceFacts } from '../../kernel/authorise.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { PolicyColumns } from './store/policy-columns.ts';

/** `deleted` never leaves the server: such a channel has no members and is not public. */
export type ChannelKind = 'public' | 'private' | 'direct' | 'deleted';
export type MemberRole = 'manager' | 'member';

export interface ChannelRow extends PolicyColumns {
  readonly channel_id: Uuid;
  readonly kind: ChannelKind;
  /** Everybody in a direct or group message; empty for channels. */
  readonly participants: readonly Uuid[];
  readonly sealed_name: Buffer;
  readonly sealed_topic: Buffer;
  readonly created_at: number;
  /** channel_seq of the newest message. */
  readonly last_seq: number;
  /** The group that it mirrors. */
  readonly group_id: Uuid | null;
  /** Permissions that every member holds in it. */
  readonly granted: readonly string[];
}

/** A channel with the caller's own membership in it; null when there is none. */
export interface FoundChannel extends ChannelRow {
  readonly own_role: MemberRole | null;
  readonly last_read_seq: number | null;
}

export interface MembershipCounts {
  readonly role: MemberRole;
  readonly last_read_seq: number;
  /** Messages after `last_read_seq` that name the member or everybody. */
  readonly mention_count: number;
}

export type OwnChannelRow = ChannelRow & MembershipCounts;

export interface MemberRow {
  readonly channel_id: Uuid;
  readonly principal_id: Uuid;
  readonly role: MemberRole;
  readonly joined_at: number;
}

export const sealName = (keys: ScopeKeys, channelId: Uuid, name: string): Buffer =>
  keys.encrypt('channels', { table: 'channels', column: 'name', row: channelId }, name);

export const sealTopic = (keys: ScopeKeys, channelId: Uuid, topic: string): Buffer =>
  keys.encrypt('channels', { table: 'channels', column: 'topic', row: channelId }, topic);

export const nameLookup = (keys: ScopeKeys, name: string): Buffer => keys.lookup('channels', 'name', name);

/** The same people find the same direct message, whoever opens it and in whatever order they are named. */
export const participantsLookup = (keys: ScopeKeys, participants: readonly Uuid[]): Buffer =>
  keys.lookup('channels', 'participants', [...participants].sort().join());

/** What stands in the place of a deleted channel's name, so that the name is free. */
export const deletedLookup = (keys: ScopeKeys, channelId: Uuid): Buffer =>
  keys.lookup('channels', 'deleted', channelId);

/** Without `granted` the channel gives nothing: a row that was read without it decides by roles alone. */
export const channelFacts = (channel: {
  readonly kind: ChannelKind;
  readonly own_role: MemberRole | null;
  readonly granted?: readonly string[];
}): ChannelResource => ({
  kind: 'Channel',
  channelKind: channel.kind,
  membership: channel.own_role,
  granted: channel.granted?.length ? channelGrant(channel.granted) : null,
});

/** What policies know of it. */
export const channelAttributes = (row: PolicyColumns): Required<Pick<ResourceFacts, 'channel'>> => ({
  channel: {
    classification: row.classification,
    labels: row.labels,
    groups: row.group_path ?? [],
    archived: row.archived_at !== null,
  },
});

/** What is authorised on; null when nothing was found. */
export const channelResource = <
  Row extends Pick<FoundChannel, 'channel_id' | 'kind' | 'own_role' | 'granted'> & PolicyColumns,
>(
  found: Row | undefined,
): ResourceFacts | null => (found === undefined ? null : resourceOfChannel(found));

/** Of a row of somebody's own list. */
export const ownResource = (row: OwnChannelRow): ResourceFacts =>
  resourceOfChannel({ ...row, own_role: row.role });

export const resourceOfChannel = (
  row: Pick<FoundChannel, 'channel_id' | 'kind' | 'own_role' | 'granted'> & PolicyColumns,
): ResourceFacts => ({ id: row.channel_id, facts: channelFacts(row), ...channelAttributes(row) });

/** After authorisation: the row is there, or authorisation would have thrown. Throws when the channel is archived. */
export function requireOpen<Row extends Pick<ChannelRow, 'archived_at'>>(channel: Row): Row {
  if (channel.archived_at !== null) throw new WardroomError('channel_archived');
  return channel;
}

/** Throws `conflict` where a group decides who is in the channel. */
export function requireOwnMembers(channel: Pick<ChannelRow, 'group_id'>): void {
  if (channel.group_id === null) return;
  throw new WardroomError('conflict', {
    problems: [{ path: '/channelId', message: 'mirrors a group: its members are those of the group' }],
  });
}

/** The type says what authorisation has proved: a permit exists only for a row that was found. */
export function found<Row>(row: Row | undefined | null): Row {
  if (row === undefined || row === null) throw new WardroomError('not_found');
  return row;
}

/** Opens names and topics. Fetches keys that another node has made first. */
export async function presentChannels(keys: ScopeKeys, rows: readonly ChannelRow[]): Promise<Channel[]> {
  const sealed = rows.flatMap((row) => [row.sealed_name, row.sealed_topic]);
  if (!keys.hasEpochs('channels', sealed)) await keys.ensureEpochs('channels', sealed);
  return rows.map((row) => toChannel(keys, row));
}

export async function presentChannel(keys: ScopeKeys, row: ChannelRow): Promise<Channel> {
  return found((await presentChannels(keys, [row]))[0]);
}

export async function presentOwnChannels(
  keys: ScopeKeys,
  rows: readonly OwnChannelRow[],
): Promise<OwnChannel[]> {
  const channels = await presentChannels(keys, rows);
  return channels.map((channel, index) => ({ ...channel, membership: toMembership(found(rows[index])) }));
}

export const toMembership = (row: MembershipCounts & { readonly last_seq: number }) => ({
  role: row.role,
  lastReadSeq: row.last_read_seq,
  unread: Math.max(0, row.last_seq - row.last_read_seq),
  mentions: row.mention_count,
});

export const toMember = (row: MemberRow): Member => ({
  principalId: encodeId('principal', row.principal_id),
  role: row.role,
  joinedAt: row.joined_at,
});

function wireKind(kind: ChannelKind): Channel['kind'] {
  if (kind === 'deleted') throw new WardroomError('not_found');
  return kind;
}

function toChannel(keys: ScopeKeys, row: ChannelRow): Channel {
  const open = (column: 'name' | 'topic', sealed: Buffer) =>
    keys.decryptText('channels', { table: 'channels', column, row: row.channel_id }, sealed);
  return {
    id: encodeId('channel', row.channel_id),
    kind: wireKind(row.kind),
    name: open('name', row.sealed_name),
    participants: row.participants.map((principalId) => encodeId('principal', principalId)),
    topic: open('topic', row.sealed_topic),
    archived: row.archived_at !== null,
    createdAt: row.created_at,
    lastSeq: row.last_seq,
    granted: [...channelGrant(row.granted)],
    mirrored: row.group_id !== null,
  };
}
