/** Who can read a channel, from live memberships and roles: the numbers behind the line above every conversation. */
import { uuidOf } from '@wardroom/contract';
import type { RoleBook } from '@wardroom/policy';
import { implementQuery } from '../../kernel/implementation.ts';
import { channelResource, found } from './channel.ts';
import { findChannel } from './store/channels.ts';
import { countMembers, countPeople, type StandingCount } from './store/readers.ts';

export const channelReaders = implementQuery('channels.readers', {
  async run(tx, { authority, authorise }, input) {
    const channelId = uuidOf(input.channelId);
    const row = await findChannel(tx, channelId, authority.principalId);
    authorise('channel.read', channelResource(row));
    const isPublic = found(row).kind === 'public';
    const [inside, everybody] = await Promise.all([
      countMembers(tx, channelId),
      isPublic ? countPeople(tx) : null,
    ]);
    return { inside, everybody, book: authority.book };
  },

  async present(_context, { inside, everybody, book }) {
    const reads = readsIn(book);
    const browses = browsesIn(book);
    const isGuest = (one: StandingCount) => !browses(one);
    return {
      members: {
        people: sum(inside, (one) => reads(one) && one.kind === 'person' && !isGuest(one)),
        guests: sum(inside, (one) => reads(one) && one.kind === 'person' && isGuest(one)),
        bots: sum(inside, (one) => reads(one) && one.kind !== 'person'),
      },
      others: everybody === null ? null : sum(everybody, browses) - sum(inside, browses),
      encryption: { algorithm: 'AES-256-GCM' as const, key: 'workspace' as const },
      retention: 'kept_until_removed' as const,
    };
  },
});

/** A member whose role may not read channels (an auditor) is in the channel and reads nothing. */
const readsIn =
  (book: RoleBook) =>
  ({ roles }: StandingCount): boolean =>
    book.rightsOf(roles).has('channel.read');
const browsesIn = (book: RoleBook) => {
  const reads = readsIn(book);
  return (one: StandingCount): boolean =>
    one.kind === 'person' && reads(one) && book.rightsOf(one.roles).has('channel.browse');
};

const sum = (counts: readonly StandingCount[], which: (one: StandingCount) => boolean): number =>
  counts.filter(which).reduce((total, { count }) => total + count, 0);
