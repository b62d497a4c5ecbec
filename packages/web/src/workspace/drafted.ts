/** Channels in which something unfinished is written: the list of channels shows a pencil there. */
import type { ChannelId } from '@wardroom/contract';
import { createStore, type Store } from '../ui/store.ts';

export type Drafted = ReadonlySet<ChannelId>;

export const createDrafted = (): Store<Drafted> => createStore<Drafted>(new Set());

/** Called by the composer of the channel itself, not of its threads. */
export function noteDraft(drafted: Store<Drafted>, channelId: ChannelId, present: boolean): void {
  drafted.set((known) => {
    if (known.has(channelId) === present) return known;
    const next = new Set(known);
    if (present) next.add(channelId);
    else next.delete(channelId);
    return next;
  });
}
