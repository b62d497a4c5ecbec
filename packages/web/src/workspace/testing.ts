/** Made-up parts for tests. */
import type { Channel, Message, OwnChannel, Person } from '@wardroom/contract';
import { type State, stateFromSnapshot } from '@wardroom/sdk';

export const me = {
  id: 'prn_me',
  kind: 'person',
  role: 'member',
  status: 'active',
  handle: 'me',
  displayName: 'Me',
  title: '',
  ownerId: null,
} as const satisfies Person;

const seconds = 1_000;
/** Noon of 2026-03-01 UTC. */
export const noon = Date.UTC(2026, 2, 1, 12);

export const message = (channelSeq: number, change: Partial<Message> = {}): Message => ({
  id: `msg_${channelSeq}`,
  channelId: 'chn_a',
  channelSeq,
  authorId: 'prn_other',
  threadRootId: null,
  clientKey: null,
  body: `text ${channelSeq}`,
  mentions: [],
  mentionsAll: false,
  sentAt: noon + channelSeq * seconds,
  editedAt: null,
  redactedAt: null,
  revision: 1,
  replyCount: 0,
  lastReplyAt: null,
  reactions: [],
  pinnedAt: null,
  pinnedBy: null,
  marksRevision: 0,
  ...change,
});

export const channel = (name: string, change: Partial<OwnChannel> = {}): OwnChannel => ({
  id: `chn_${name}`,
  kind: 'public',
  name,
  participants: [],
  topic: '',
  archived: false,
  createdAt: noon,
  lastSeq: 0,
  granted: [],
  mirrored: false,
  membership: { role: 'member', lastReadSeq: 0, unread: 0, mentions: 0 },
  ...change,
});

export const synced = (channels: readonly OwnChannel[] = [channel('a')]): State =>
  stateFromSnapshot({
    cursor: 'c',
    me,
    tenant: { id: 'ten_a', slug: 'acme', name: 'Acme', status: 'active', createdAt: noon },
    permissions: [],
    channels: [...channels],
    people: [me],
    preferences: { sections: [], favourites: [], muted: [], collapsed: [] },
    preferencesRevision: 0,
    breakGlass: [],
    complete: true,
  });

export const visited = (name: string): Channel => {
  const { membership: _, ...rest } = channel(name);
  return rest;
};
