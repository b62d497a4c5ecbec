/** Where an import goes and who wrote it: the channel and its members, made when missing. */
import { type Uuid, WardroomError } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import {
  appendChannelEvent,
  findChannelByName,
  insertChannel,
  insertMembers,
  type MemberRole,
  requireOpen,
  requireOwnMembers,
} from '../channels/index.ts';
import { requireFreeHandles } from '../principals/index.ts';
import type { PreparedAuthor, PreparedImport } from './prepared.ts';
import { insertImportedPeople, readAuthors } from './store.ts';

export interface ImportChannel {
  readonly id: Uuid;
  readonly lastSeq: number;
  /** The importer had read everything so far, and so will not find past messages unread. */
  readonly upToDate: boolean;
  readonly importerIsMember: boolean;
}

/** Finds the channel by name or makes it, public. A private one that the importer is not in stays closed to imports. */
export async function openChannel(
  tx: WriteTransaction,
  context: RunContext,
  permit: Permit,
  { channel }: PreparedImport,
): Promise<ImportChannel> {
  const importer = context.authority.principalId;
  const known = await findChannelByName(tx, channel.lookup, importer);
  if (known !== undefined) {
    if (known.kind === 'private' && known.own_role === null) throw new WardroomError('already_exists');
    requireOpen(known);
    requireOwnMembers(known);
    return {
      id: known.channel_id,
      lastSeq: known.last_seq,
      upToDate: known.last_read_seq === null || known.last_read_seq === known.last_seq,
      importerIsMember: known.own_role !== null,
    };
  }
  const id = channel.newId;
  await insertChannel(tx, permit, {
    ...channel,
    id,
    kind: 'public',
    createdBy: importer,
    createdAt: context.at,
  });
  appendChannelEvent(tx, context, 'channel.created', { channelId: id });
  return { id, lastSeq: 0, upToDate: true, importerIsMember: false };
}

export interface Authors {
  readonly created: number;
  idOf(author: PreparedAuthor): Uuid;
}

/** Everybody who wrote something, and the importer as manager, as members of the channel. */
export async function gatherAuthors(
  tx: WriteTransaction,
  context: RunContext,
  permit: Permit,
  { channel, authors }: { readonly channel: ImportChannel; readonly authors: readonly PreparedAuthor[] },
): Promise<Authors> {
  const importer = context.authority.principalId;
  const rows = await readAuthors(
    tx,
    authors.map(({ lookup }) => lookup),
    channel.id,
  );
  const known = new Map(rows.map((row) => [authors[row.position - 1], row]));
  const missing = authors.filter((author) => !known.has(author));
  await requireFreeHandles(
    tx,
    missing.map(({ lookup }) => lookup),
  );
  if (missing.length > 0) await insertImportedPeople(tx, permit, missing, context.at);
  for (const { newId } of missing)
    tx.append({ type: 'principal.created', at: context.at, actorId: importer, subjectId: newId });
  const members: { principalId: Uuid; role: MemberRole }[] = authors.flatMap((author) => {
    const row = known.get(author);
    return row?.member ? [] : [{ principalId: row?.principal_id ?? author.newId, role: 'member' }];
  });
  await addMembers(tx, context, permit, channel, members);
  return { created: missing.length, idOf: (author) => known.get(author)?.principal_id ?? author.newId };
}

async function addMembers(
  tx: WriteTransaction,
  context: RunContext,
  permit: Permit,
  channel: ImportChannel,
  authors: readonly { readonly principalId: Uuid; readonly role: MemberRole }[],
): Promise<void> {
  const importer = context.authority.principalId;
  const others = authors.filter(({ principalId }) => principalId !== importer);
  const members = channel.importerIsMember
    ? others
    : [{ principalId: importer, role: 'manager' as const }, ...others];
  if (members.length === 0) return;
  await insertMembers(tx, permit, {
    channelId: channel.id,
    members,
    joinedAt: context.at,
    lastReadSeq: channel.lastSeq,
  });
  for (const { principalId } of members)
    appendChannelEvent(tx, context, 'channel.member_added', {
      channelId: channel.id,
      subjectId: principalId,
    });
}
