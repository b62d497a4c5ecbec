/** Who can read a channel, from live memberships and roles: the numbers behind the line above every conversation. */
import { uuidOf } from '@wardroom/contract';
import { roleHolds } from '@wardroom/policy';
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
    return { inside, everybody };
  },

  async present(_context, { inside, everybody }) {
    return {
      members: {
        people: sum(inside, (one) => reads(one) && one.kind === 'person' && one.role !== 'guest'),
        guests: sum(inside, (one) => reads(one) && one.kind === 'person' && one.role === 'guest'),
        bots: sum(inside, (one) => reads(one) && one.kind !== 'person'),
      },
      others: everybody === null ? null : sum(everybody, browses) - sum(inside, browses),
      encryption: { algorithm: 'AES-256-GCM' as const, key: 'workspace' as const },
      retention: 'kept_until_removed' as const,
    };
  },
});

/** A member whose role may not read channels (an auditor) is in the channel and reads nothing. */
const reads = ({ role }: StandingCount): boolean => roleHolds(role, 'channel.read');
const browses = (one: StandingCount): boolean =>
  one.kind === 'person' && reads(one) && roleHolds(one.role, 'channel.browse');

const sum = (counts: readonly StandingCount[], which: (one: StandingCount) => boolean): number =>
  counts.filter(which).reduce((total, { count }) => total + count, 0);
