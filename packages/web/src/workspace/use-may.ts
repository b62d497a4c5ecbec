import type { ChannelId } from '@wardroom/contract';
import { type ChannelAct, mayIn, type Place } from '@wardroom/sdk';
import { useSelect, useSynced } from './use-workspace.ts';

/** The channel as it is known: one’s own, or a public one that is read from outside. */
export const usePlace = (channelId: ChannelId): Place | undefined =>
  useSelect((state) => state.synced?.channels[channelId] ?? state.visited.get(channelId));

/** What may be done in a channel, as of now. */
export function useMay(channelId: ChannelId): (act: ChannelAct) => boolean {
  const { permissions } = useSynced();
  const place = usePlace(channelId);
  return (act) => place !== undefined && mayIn(permissions, place, act);
}
