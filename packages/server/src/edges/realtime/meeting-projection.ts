/** Who comes into a channel and goes out of it, to those who are there, and whom they see by it from now on or no longer. */
import { type Event, encodeId, type Person, type Uuid } from '@wardroom/contract';
import type { StoredEvent } from '../../kernel/event-log/event.ts';
import type { Audience } from './audience.ts';
import { type Content, mostShown, placeKey } from './content.ts';
import { type Projection, toNobody } from './projected.ts';

export function arrival(event: StoredEvent, content: Content, audience: Audience): Projection {
  const { channelId, subjectId } = event;
  if (!channelId || !subjectId) return toNobody;
  const key = placeKey({ channelId, principalId: subjectId });
  const member = content.members.get(key);
  // Removed again since: the removal follows in the stream.
  if (!member) return toNobody;
  const members = audience.membersOf(channelId);
  const plain = { type: 'channel.member_added', channelId: encodeId('channel', channelId), member } as const;
  const peopleOf = (ids: Iterable<Uuid>) => [...ids].flatMap((id) => content.people.get(id) ?? []);
  const withPeople = (shown: readonly Person[]): Event =>
    shown.length > 0 ? { ...plain, peopleShown: shown } : plain;
  const newcomer = withPeople(peopleOf([subjectId]));
  const isMany = members.size > mostShown;
  const own = (viewer: Uuid): Event | null => {
    const seesSome = audience.seesSome(viewer);
    if (viewer !== subjectId) return seesSome ? newcomer : null;
    const channel = content.ownChannels.get(key);
    if (!channel && !seesSome) return null;
    return { ...withPeople(seesSome && !isMany ? peopleOf(members) : []), ...(channel ? { channel } : {}) };
  };
  return {
    shared: plain,
    own,
    among: members,
    outlookOf: new Set([subjectId]),
    isRecipient: (viewer) => audience.reads(viewer, channelId),
    resync: (viewer) => isMany && viewer === subjectId && audience.seesSome(viewer),
  };
}

export function removal(event: StoredEvent, before: ReadonlySet<Uuid>, audience: Audience): Projection {
  const { channelId, subjectId } = event;
  if (!channelId || !subjectId) return toNobody;
  const shared: Event = {
    type: 'channel.member_removed',
    channelId: encodeId('channel', channelId),
    principalId: encodeId('principal', subjectId),
  };
  const isMany = before.size > mostShown;
  const own = (viewer: Uuid): Event | null => {
    if (!audience.seesSome(viewer) || (isMany && viewer === subjectId)) return null;
    return withHidden(shared, viewer === subjectId ? before : [subjectId], viewer, audience);
  };
  const lost = (viewer: Uuid) => audience.seesSome(viewer) && !audience.seesPerson(viewer, subjectId);
  return {
    ...{ shared, own, among: before, isRecipient: (viewer) => before.has(viewer) },
    outlookOf: new Set([...before].filter((viewer) => viewer === subjectId || lost(viewer))),
    resync: (viewer) => isMany && viewer === subjectId && audience.seesSome(viewer),
  };
}

/** With those of the candidates whom the viewer no longer sees; null: all of them are still seen. */
function withHidden(
  event: Event,
  candidates: Iterable<Uuid>,
  viewer: Uuid,
  audience: Audience,
): Event | null {
  const hidden = [...candidates].filter((id) => !audience.seesPerson(viewer, id));
  if (hidden.length === 0) return null;
  return { ...event, peopleHidden: hidden.map((id) => encodeId('principal', id)) } as Event;
}

/** Judged by who saw the channel right before: nobody sees it any more. */
export function deletion({ channelId }: StoredEvent, audience: Audience): Projection {
  if (!channelId) return toNobody;
  const before = audience.membersAtDeletion(channelId);
  if (!before) return unseenDeletion(audience);
  const shared: Event = { type: 'channel.deleted', channelId: encodeId('channel', channelId) };
  const isMany = before.size > mostShown;
  return {
    shared,
    own: (viewer) =>
      audience.seesSome(viewer) && !isMany ? withHidden(shared, before, viewer, audience) : null,
    outlookOf: before,
    isRecipient: (viewer) => audience.sawDeleted(viewer, channelId),
    resync: (viewer) => isMany && before.has(viewer) && audience.seesSome(viewer),
  };
}

/**
 * Where this node did not see the deletion itself, nothing says any more who could see the channel: whoever may have
 * starts anew, and is told no id.
 */
function unseenDeletion(audience: Audience): Projection {
  const couldSee = (viewer: Uuid) => audience.holds(viewer, 'channel.read');
  return { shared: null, isRecipient: couldSee, resync: couldSee };
}

/** Whoever was in the channel and does not see everybody starts anew: whom else it has shown to them since is not known. */
export function pastDeletion(event: StoredEvent, channelId: Uuid, audience: Audience): Projection {
  const before = audience.membersAtDeletion(channelId);
  const projection = deletion(event, audience);
  return before
    ? { ...projection, resync: (viewer) => before.has(viewer) && audience.seesSome(viewer) }
    : projection;
}
