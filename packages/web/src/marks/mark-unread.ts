import type { ChannelId, Message } from '@wardroom/contract';
import { applyEvent } from '@wardroom/sdk';
import type { Workspace } from '../workspace/model.ts';
import { put } from '../workspace/state.ts';

/** Channels that were marked unread and are still on the screen: seeing them does not read them again. */
const held = new WeakMap<Workspace, Set<ChannelId>>();

export const isHeldUnread = (workspace: Workspace, channelId: ChannelId): boolean =>
  held.get(workspace)?.has(channelId) ?? false;

/** The channel was opened anew: from here on, seeing is reading. */
export const releaseUnread = (workspace: Workspace, channelId: ChannelId): void => {
  held.get(workspace)?.delete(channelId);
};

/** Everything from this message on counts as unread, on every device, until the channel is opened again. */
export async function markUnread(workspace: Workspace, message: Message): Promise<void> {
  const { channelId } = message;
  const here = held.get(workspace) ?? new Set();
  held.set(workspace, here.add(channelId));
  const lastReadSeq = Math.max(0, message.channelSeq - 1);
  try {
    const { membership } = await workspace.call('channels.markRead', { channelId, lastReadSeq });
    workspace.store.set((state) => {
      if (state.synced === null) return state;
      const lastSeq = state.synced.channels[channelId]?.lastSeq ?? 0;
      const event = { type: 'channel.read', channelId, membership, lastSeq } as const;
      return {
        ...state,
        synced: applyEvent(state.synced, event),
        unreadAfter: put(state.unreadAfter, channelId, lastReadSeq),
      };
    });
  } catch (thrown) {
    here.delete(channelId);
    throw thrown;
  }
}
