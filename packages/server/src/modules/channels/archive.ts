/** Archiving and restoring: the same step in two directions. Repeating either changes nothing. */
import { type ChannelId, uuidOf } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { implementCommand, type RunContext } from '../../kernel/implementation.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { type ChannelRow, channelResource, found, presentChannel } from './channel.ts';
import { appendChannelEvent } from './events.ts';
import { findChannel, setChannelArchived } from './store/channels.ts';

async function setArchived(
  tx: WriteTransaction,
  context: RunContext,
  channelId: ChannelId,
  archived: boolean,
): Promise<ChannelRow> {
  const id = uuidOf(channelId);
  const row = await findChannel(tx, id, context.authority.principalId);
  const permit = context.authorise('channel.archive', channelResource(row));
  const channel = found(row);
  if ((channel.archived_at !== null) === archived) return channel;
  const [changed] = await setChannelArchived(tx, permit, archived ? context.at : null);
  context.record(id);
  appendChannelEvent(tx, context, archived ? 'channel.archived' : 'channel.restored', { channelId: id });
  return found(changed);
}

async function present({ keys }: { readonly keys: ScopeKeys }, row: ChannelRow) {
  return { channel: await presentChannel(keys, row) };
}

export const archiveChannel = implementCommand('channels.archive', {
  run: (tx, context, input) => setArchived(tx, context, input.channelId, true),
  present,
});

export const restoreChannel = implementCommand('channels.restore', {
  run: (tx, context, input) => setArchived(tx, context, input.channelId, false),
  present,
});
