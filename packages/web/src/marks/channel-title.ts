import type { Channel } from '@wardroom/contract';
import { nameOf } from '../chat/names.ts';
import type { Synced } from '../workspace/state.ts';

/** The name of a channel; the people of a direct message, oneself left out. */
export function channelTitle(
  synced: Synced,
  channel: Pick<Channel, 'kind' | 'name' | 'participants'>,
): string {
  if (channel.kind !== 'direct') return channel.name;
  const others = channel.participants.filter((id) => id !== synced.me.id);
  const shown = others.length === 0 ? channel.participants : others;
  return shown.map((id) => nameOf(synced, id).name).join(', ');
}
