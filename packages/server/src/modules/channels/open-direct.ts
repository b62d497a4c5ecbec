/**
 * Opens the direct or group message of a set of people. The people are part of what it is: they are found by a look-up
 * made of them, and nobody can be added or taken away later.
 */
import { type Uuid, uuidOf, WardroomError } from '@wardroom/contract';
import { type ResourceFacts, workspace } from '../../kernel/authorise.ts';
import type { Authority } from '../../kernel/authority/authority.ts';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { implementCommand, type RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import { readGroupsOf } from '../../kernel/policies/index.ts';
import { viewerOf } from '../principals/index.ts';
import {
  found,
  type OwnChannelRow,
  participantsLookup,
  presentOwnChannels,
  sealName,
  sealTopic,
} from './channel.ts';
import { appendChannelEvent } from './events.ts';
import { findChannelByName, hydrateOwnChannels, insertChannel, type NewChannel } from './store/channels.ts';
import { type NamedRow, readNamed } from './store/directs.ts';
import { insertMembers } from './store/members.ts';

type PreparedDirect = Omit<NewChannel, 'kind' | 'createdBy' | 'createdAt'> & {
  readonly participants: readonly Uuid[];
};

export const openDirect = implementCommand('channels.openDirect', {
  async prepare({ keys, newId, identity }, { principalIds }): Promise<PreparedDirect> {
    if (identity === null) throw new WardroomError('unauthenticated');
    const id = newId();
    const participants = [...new Set([identity.principalId, ...principalIds.map(uuidOf)])].sort();
    return {
      id,
      participants,
      lookup: participantsLookup(keys, participants),
      sealedName: sealName(keys, id, ''),
      sealedTopic: sealTopic(keys, id, ''),
    };
  },

  async run(tx, context, _input, prepared): Promise<OwnChannelRow> {
    const { principalId } = context.authority;
    const others = prepared.participants.filter((one) => one !== principalId);
    // Both are read for every set of people, so that a stranger costs the same statements whatever is wrong with them.
    const [known, rows] = await Promise.all([
      findChannelByName(tx, prepared.lookup, principalId),
      readNamed(tx, viewerOf(context.authority), others),
    ]);
    const permit = context.authorise('direct.open', workspace);
    if (others.length === 0)
      throw new WardroomError('invalid_input', {
        problems: [{ path: '/principalIds', message: 'name somebody other than yourself' }],
      });
    // Also when somebody in it has been suspended since: what was said there stays at its place.
    if (known !== undefined && known.own_role !== null)
      return found((await hydrateOwnChannels(tx, [{ channelId: known.channel_id, principalId }]))[0]);
    await requireReachable(tx, context, others, rows);
    return create(tx, context, permit, prepared);
  },

  async present({ keys }, row) {
    return { channel: found((await presentOwnChannels(keys, [row]))[0]) };
  },
});

/** Unknown, foreign, invisible, suspended and never signed in are one answer: none of them can be spoken to here. */
async function requireReachable(
  tx: WriteTransaction,
  { authority, permits }: RunContext,
  ids: readonly Uuid[],
  rows: readonly NamedRow[],
): Promise<void> {
  // Policies may ask for the groups of whoever is spoken to; without policies nobody does.
  const groups = authority.policiesVersion === 0 ? null : await readGroupsOf(tx, ids);
  const reachable = rows.filter(
    (row) =>
      row.status === 'active' &&
      permits('people.read', resourceOf(authority, row, groups?.get(row.principal_id) ?? [])),
  );
  const known = new Set(reachable.map((row) => row.principal_id));
  if (ids.some((id) => !known.has(id))) throw new WardroomError('not_found');
}

const resourceOf = (
  { book }: Pick<Authority, 'book'>,
  row: NamedRow,
  groups: readonly Uuid[],
): ResourceFacts => ({
  id: row.principal_id,
  facts: {
    kind: 'Principal',
    principalId: row.principal_id,
    rights: book.rightsOf(row.roles),
    ownerId: row.owner_id,
    visible: row.visible,
  },
  principal: { actorType: row.kind, roles: row.roles, groups },
});

async function create(
  tx: WriteTransaction,
  context: RunContext,
  permit: Permit,
  prepared: PreparedDirect,
): Promise<OwnChannelRow> {
  const { id, participants } = prepared;
  const opener = context.authority.principalId;
  await insertChannel(tx, permit, {
    ...prepared,
    kind: 'direct',
    createdBy: opener,
    createdAt: context.at,
  });
  await insertMembers(tx, permit, {
    channelId: id,
    members: participants.map((principalId) => ({ principalId, role: 'member' })),
    joinedAt: context.at,
    lastReadSeq: 0,
  });
  context.record(id, { metadata: { kind: 'direct', people: participants.length } });
  appendChannelEvent(tx, context, 'channel.created', { channelId: id });
  for (const subjectId of participants) {
    if (subjectId !== opener) context.record(id, { type: 'channel.member_added', subjectId });
    appendChannelEvent(tx, context, 'channel.member_added', { channelId: id, subjectId });
  }
  return found((await hydrateOwnChannels(tx, [{ channelId: id, principalId: opener }]))[0]);
}
