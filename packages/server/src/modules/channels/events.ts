/**
 * Events of channels. The subject of a membership event is the principal it happened to: that one hears of it even
 * when, by then, they may no longer see the channel.
 */
import type { EventType, Uuid } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { RunContext } from '../../kernel/implementation.ts';

type ChannelEventType = Extract<EventType, `channel.${string}`>;

export function appendChannelEvent(
  tx: WriteTransaction,
  context: Pick<RunContext, 'at' | 'authority'>,
  type: ChannelEventType,
  about: { readonly channelId: Uuid; readonly subjectId?: Uuid },
): void {
  tx.append({ type, at: context.at, actorId: context.authority.principalId, ...about });
}
