/**
 * Who is notified is decided when a message is sent. Content is read when it is delivered, and a message that was edited
 * or redacted in between no longer tells whom it named: its viewers are given the counts of that channel as they are.
 */
import type { Event, Uuid } from '@wardroom/contract';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { StoredEvent } from '../../kernel/event-log/event.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { type Content, type ContentSource, type Place, placeKey } from './content.ts';

/** Channels with a message that was sent in these events and changed before it was read. */
export function doubtfulChannels(events: readonly StoredEvent[], { messages }: Content): ReadonlySet<Uuid> {
  const doubtful = new Set<Uuid>();
  for (const { type, channelId, messageId } of events) {
    if (type !== 'message.sent' || !channelId || !messageId) continue;
    if ((messages.get(messageId)?.revision ?? 1) > 1) doubtful.add(channelId);
  }
  return doubtful;
}

export interface Count {
  readonly place: Place;
  readonly event: Event;
}

/** Counts as they are now, in the form that can be ahead of the stream. Places that are none any more have none. */
export async function readCounts(
  { read }: ContentSource,
  tx: ReadTransaction,
  keys: ScopeKeys,
  { places, host }: { readonly places: readonly Place[]; readonly host: string },
): Promise<Count[]> {
  const none = {
    messages: [],
    channels: [],
    members: [],
    people: [],
    preferences: [],
    standings: false,
    breakGlass: [],
    tenant: false,
    departments: [],
  };
  const { ownChannels } = await read(tx, keys, { ...none, ownChannels: [...places] }, host);
  return places.flatMap((place) => {
    const channel = ownChannels.get(placeKey(place));
    if (!channel) return [];
    const { id: channelId, membership, lastSeq } = channel;
    return [{ place, event: { type: 'channel.read', channelId, membership, lastSeq } as const }];
  });
}
