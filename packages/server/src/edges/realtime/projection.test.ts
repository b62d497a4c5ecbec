import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Member, Message, Uuid } from '@wardroom/contract';
import { builtInRoles } from '@wardroom/policy';
import type { StoredEvent } from '../../kernel/event-log/event.ts';
import { Audience } from './audience.ts';
import { type Content, placeKey } from './content.ts';
import { projectAndAdvance } from './projection.ts';

const idOf = (n: number) => `01890000-0000-7000-8000-00000000000${n}` as Uuid;
const [channelId, member, stayer, messageId] = [idOf(1), idOf(2), idOf(3), idOf(4)];

const contentWith = (members: Content['members']): Content => ({
  messages: new Map([[messageId, { body: 'said in between' } as Message]]),
  ...{
    channels: new Map(),
    members,
    ownChannels: new Map(),
    people: new Map(),
    roles: new Map(),
    preferences: new Map(),
  },
  standings: null,
  breakGlass: new Map(),
  tenant: null,
  sight: null,
  departments: new Map(),
});

/** Whether `member` hears a message that was sent between coming into a channel and being removed from it. */
function hearsInBetween(content: Content): boolean {
  const audience = new Audience({
    principals: [
      { id: member, roles: ['member'] },
      { id: stayer, roles: ['member'] },
    ],
    book: builtInRoles,
    ...{ owners: [], segmented: false, departments: [] },
    channels: [{ id: channelId, kind: 'private' }],
    memberships: [{ channelId, principalId: stayer }],
  });
  const about = { at: 0, actorId: stayer, channelId };
  const events: StoredEvent[] = [
    { ...about, seq: 1, type: 'channel.member_added', subjectId: member },
    { ...about, seq: 2, type: 'message.sent', messageId },
  ];
  const [, sent] = events.map((event) => projectAndAdvance(event, content, audience));
  assert.ok(sent);
  assert.ok(sent.isRecipient(stayer), 'those who stay hear it');
  return sent.isRecipient(member);
}

test('whoever has been removed again by the time of delivery hears nothing of what was said in between', () => {
  assert.equal(hearsInBetween(contentWith(new Map())), false);
});

test('whoever began with a snapshot from in between is told of the removal', () => {
  const audience = new Audience({
    principals: [{ id: member, roles: ['member'] }],
    book: builtInRoles,
    ...{ owners: [], segmented: false, departments: [] },
    channels: [{ id: channelId, kind: 'private' }],
    memberships: [],
  });
  const about = { at: 0, actorId: stayer, channelId, subjectId: member };
  const [, removed] = (['channel.member_added', 'channel.member_removed'] as const).map((type, index) =>
    projectAndAdvance({ ...about, seq: index + 1, type }, contentWith(new Map()), audience),
  );
  assert.ok(removed);
  assert.ok(removed.isRecipient(member));
});

test('whoever is still there hears what was said since they came', () => {
  const there = new Map([[placeKey({ channelId, principalId: member }), {} as Member]]);
  assert.equal(hearsInBetween(contentWith(there)), true);
});
