import { encodeId, type Uuid } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { implementCommand, type RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import { appendChannelEvent, setLastRead } from '../channels/index.ts';
import { insertMessages, readRoots } from '../messages/index.ts';
import { entryUnder, readIndexSetting } from '../search-index/index.ts';
import { type Authors, gatherAuthors, type ImportChannel, openChannel } from './place.ts';
import { type PreparedImport, type PreparedRow, prepareImport } from './prepared.ts';
import { type Selection, selectNew } from './select.ts';
import { readTakenKeys } from './store.ts';

export const appendImport = implementCommand('imports.append', {
  async prepare(context, input) {
    return prepareImport(context, input);
  },

  async run(tx, context, _input, prepared) {
    const permit = context.authorise('import.run', workspace);
    const channel = await openChannel(tx, context, permit, prepared);
    const authors = await gatherAuthors(tx, context, permit, { channel, authors: prepared.authors });
    const selection = await select(tx, context, prepared, { channel, authors });
    await store(tx, context, permit, channel, selection);
    const counts = {
      imported: selection.messages.length,
      repeated: selection.repeated,
      authorsCreated: authors.created,
      orphaned: selection.orphaned,
    };
    if (tx.wrote) context.record(channel.id, { metadata: counts });
    return { channelId: channel.id, ...counts };
  },

  async present(_context, { channelId, ...counts }) {
    return { channelId: encodeId('channel', channelId), ...counts };
  },
});

async function select(
  tx: WriteTransaction,
  { keys }: RunContext,
  { rows }: PreparedImport,
  { channel, authors }: { readonly channel: ImportChannel; readonly authors: Authors },
): Promise<Selection> {
  const idOf = (row: PreparedRow): Uuid => authors.idOf(row.author);
  const ids = new Set(rows.flatMap((row) => (row.rootId === null ? [row.id] : [row.id, row.rootId])));
  const [stored, taken, setting] = await Promise.all([
    readRoots(tx, [...ids]),
    readTakenKeys(
      tx,
      rows.map(idOf),
      rows.map(({ clientKey }) => clientKey),
    ),
    readIndexSetting(tx),
  ]);
  return selectNew(rows, {
    stored: new Map(stored.map((row) => [row.message_id, row])),
    takenKeys: new Set(taken.map((row) => row.author_id + row.client_key)),
    channel,
    idOf,
    entryOf: ({ id, body, tokens }, authorId) => {
      const place = { messageId: id, channelId: channel.id, authorId };
      return entryUnder(keys, setting, { prepared: tokens, body, place });
    },
  });
}

async function store(
  tx: WriteTransaction,
  context: RunContext,
  permit: Permit,
  channel: ImportChannel,
  { messages }: Selection,
): Promise<void> {
  if (messages.length === 0) return;
  insertMessages(tx, permit, messages);
  for (const message of messages)
    tx.append({
      type: 'message.sent',
      at: context.at,
      actorId: message.authorId,
      channelId: channel.id,
      messageId: message.id,
    });
  if (!channel.upToDate) return;
  const { principalId } = context.authority;
  await setLastRead(tx, permit, {
    channelId: channel.id,
    principalId,
    seq: channel.lastSeq + messages.length,
  });
  appendChannelEvent(tx, context, 'channel.read', { channelId: channel.id, subjectId: principalId });
}
