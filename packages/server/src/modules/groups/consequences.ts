/** What a change of a group does to people: permissions by roles that come with groups, and channels that mirror them. */
import { type ChannelId, encodeId, type Permission, type PrincipalId, type Uuid } from '@wardroom/contract';
import type { RoleBook } from '@wardroom/policy';
import type { Forest } from './forest.ts';
import type { Standing } from './store/standing.ts';

/** People who are named, and channels of each. */
export const mostExamples = 100;

interface PersonChange {
  readonly principalId: PrincipalId;
  readonly gains: Permission[];
  readonly loses: Permission[];
  readonly joins: ChannelId[];
  readonly leaves: ChannelId[];
}

export interface Consequences {
  readonly changes: PersonChange[];
  readonly gaining: number;
  readonly losing: number;
  readonly joining: number;
  readonly leaving: number;
}

export interface Change {
  readonly book: RoleBook;
  readonly before: Forest;
  readonly after: Forest;
  /** Channels that mirror a group, as far as whoever asks sees them. */
  readonly channels: readonly { readonly id: Uuid; readonly groupId: Uuid }[];
}

/** What somebody has already by other groups, or keeps by them, is neither gained nor lost. */
export function effectOn(standings: readonly Standing[], change: Change): Consequences {
  const changes: PersonChange[] = [];
  const counts = { gaining: 0, losing: 0, joining: 0, leaving: 0 };
  for (const standing of standings) {
    const { count, first } = standing;
    const difference = differenceFor(standing, change);
    const { gains, loses, joins, leaves } = difference;
    if (gains.length > 0) counts.gaining += count;
    if (loses.length > 0) counts.losing += count;
    if (joins.length > 0) counts.joining += count;
    if (leaves.length > 0) counts.leaving += count;
    if ([gains, loses, joins, leaves].every(({ length }) => length === 0)) continue;
    for (const id of first.slice(0, mostExamples - changes.length))
      changes.push({ principalId: encodeId('principal', id), ...difference });
  }
  return { changes, ...counts };
}

function differenceFor(standing: Standing, { book, before, after, channels }: Change) {
  const [was, is] = [standOf(before, standing, standing.before), standOf(after, standing, standing.after)];
  const [held, holds] = [book.rightsOf(was.roles), book.rightsOf(is.roles)];
  const channelsWith = (reached: ReadonlySet<Uuid>, not: ReadonlySet<Uuid>): ChannelId[] =>
    channels
      .filter(({ groupId }) => reached.has(groupId) && !not.has(groupId))
      .slice(0, mostExamples)
      .map(({ id }) => encodeId('channel', id));
  return {
    gains: [...holds.without(held)],
    loses: [...held.without(holds)],
    joins: channelsWith(is.reached, was.reached),
    leaves: channelsWith(was.reached, is.reached),
  };
}

/** The roles that somebody has, base first, and the groups that they are in, by whatever way. */
function standOf(forest: Forest, { role, is_person }: Standing, groups: readonly Uuid[]) {
  const conferred = is_person ? groups.flatMap((id) => forest.conferredBy(id)) : [];
  return {
    roles: [role, ...[...new Set(conferred)].sort()],
    reached: new Set(groups.flatMap((id) => forest.pathOf(id))),
  };
}
