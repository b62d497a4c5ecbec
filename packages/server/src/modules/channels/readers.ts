/** Who can read a channel, from live memberships and roles: the numbers behind the line above every conversation. */
import { encodeId, uuidOf } from '@wardroom/contract';
import type { RoleBook } from '@wardroom/policy';
import { implementQuery } from '../../kernel/implementation.ts';
import { channelResource, found } from './channel.ts';
import { findChannel } from './store/channels.ts';
import { countMembers, countPeople, listMembersWith, type StandingCount } from './store/readers.ts';

/** The bound of the contract. */
const mostGuests = 1_000;

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
    const { book } = authority;
    const guestRoles = inside.filter(isGuestIn(book)).map(({ roles }) => roles);
    const guests =
      guestRoles.length === 0 ? [] : await listMembersWith(tx, channelId, guestRoles, mostGuests);
    return { inside, everybody, guests, book };
  },

  async present(_context, { inside, everybody, guests, book }) {
    const reads = readsIn(book);
    const browses = browsesIn(book);
    return {
      members: {
        people: sum(inside, browses),
        guests: sum(inside, isGuestIn(book)),
        bots: sum(inside, (one) => reads(one) && one.kind !== 'person'),
      },
      guestIds: guests.map((principalId) => encodeId('principal', principalId)),
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

/** Reads what they are in, and nothing else. */
const isGuestIn = (book: RoleBook) => {
  const [reads, browses] = [readsIn(book), browsesIn(book)];
  return (one: StandingCount): boolean => one.kind === 'person' && reads(one) && !browses(one);
};

const sum = (counts: readonly StandingCount[], which: (one: StandingCount) => boolean): number =>
  counts.filter(which).reduce((total, { count }) => total + count, 0);
