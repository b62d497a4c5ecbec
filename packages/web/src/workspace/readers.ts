/** Who can read a channel: numbers from the server, from live memberships and roles, never made up here. */
import type { ChannelId, Event } from '@wardroom/contract';
import type { Workspace } from './model.ts';
import { put } from './state.ts';

/** Asks again; an answer that something has overtaken is dropped. */
export async function loadReaders({ store, call }: Workspace, channelId: ChannelId): Promise<void> {
  const { readersEpoch } = store.get();
  const readers = await call('channels.readers', { channelId });
  store.set((state) =>
    state.readersEpoch === readersEpoch
      ? { ...state, readers: put(state.readers, channelId, readers) }
      : state,
  );
}

/** Whether what was known of readers may be wrong after this. */
export function touchesReaders({ type }: Event): boolean {
  switch (type) {
    case 'channel.member_added':
    case 'channel.member_removed':
    case 'channel.updated':
    case 'channel.archived':
    case 'channel.restored':
    case 'principal.created':
    case 'principal.updated':
    case 'principal.suspended':
    case 'principal.reactivated':
    case 'role.assigned':
    case 'rights.changed':
      return true;
    default:
      return false;
  }
}
