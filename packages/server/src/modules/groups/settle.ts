/**
 * What follows from a change of who is in a group, in the transaction of that change: linked channels get the people of
 * their group, people the roles that groups confer, clients the news. Nobody who is out stays in anything.
 */
import { type Uuid, WardroomError } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';
import { readSegmented } from '../principals/index.ts';
import { mostMembers } from './forest.ts';
import type { GroupRow } from './group.ts';
import { listEffective, writeConferred } from './store/members.ts';
import {
  addToMirrors,
  correctMirrorRoles,
  listLinked,
  type Mirrored,
  type Mirroring,
  removeFromMirrors,
} from './store/mirror.ts';

/** Brings the rest of a channel’s new people in pieces. */
export const mirrorTask = 'groups.mirror';
/** Arrivals in one transaction, so that nobody waits long for the order of the tenant. Departures never wait. */
export const mostArrivals = 500;
/** From here on one event says that rights have changed, and everybody's are read anew. */
const fewSubjects = 20;
/** Whoever shows a larger hidden group reads it anew when they next look. */
const fewMembers = 100;

export interface By {
  readonly at: number;
  /** null: a directory, or a job. */
  readonly actorId: Uuid | null;
}

export interface Settling extends By {
  /** Groups in which somebody may be who was not, or no longer, or as a manager. */
  readonly groups: Iterable<Uuid>;
  /** Whose membership it is; null: anybody's. */
  readonly principals: readonly Uuid[] | null;
  /** Whose roles may be others now; empty where no group of these confers any. */
  readonly conferred: readonly Uuid[];
}

export async function settle(
  tx: WriteTransaction,
  permit: Permit,
  { groups, principals, conferred, ...by }: Settling,
): Promise<void> {
  const channels = await listLinked(tx, [...new Set(groups)]);
  await mirror(tx, permit, { channels, principals }, by);
  await confer(tx, permit, conferred, by);
}

/** How many have come and gone. */
export interface Difference {
  readonly added: number;
  readonly removed: number;
}

export async function mirror(
  tx: WriteTransaction,
  permit: Permit,
  mirroring: Mirroring,
  by: By,
  rest: 'later' | 'here' = 'later',
): Promise<Difference> {
  if (mirroring.channels.length === 0) return { added: 0, removed: 0 };
  const removed = await removeFromMirrors(tx, permit, mirroring);
  const changed = await correctMirrorRoles(tx, permit, mirroring);
  const added = await addToMirrors(tx, permit, mirroring, { limit: mostArrivals, at: by.at });
  const append = (type: 'added' | 'removed' | 'role_changed', rows: readonly Mirrored[]) => {
    for (const { channel_id, principal_id } of rows)
      tx.append({ type: `channel.member_${type}`, ...by, channelId: channel_id, subjectId: principal_id });
  };
  append('removed', removed);
  append('role_changed', changed);
  append('added', added);
  if (rest === 'later' && added.length === mostArrivals)
    for (const channelId of mirroring.channels)
      tx.enqueue({ task: mirrorTask, principalId: null, referenceId: channelId });
  return { added: added.length, removed: removed.length };
}

/** Says that departments may show somebody to others than before. `principals`: whose place it is; null: anybody's. */
export async function resight(
  tx: WriteTransaction,
  { at, actorId }: By,
  principals: readonly Uuid[] | null,
): Promise<void> {
  // While everybody sees everybody it changes nothing, and whoever keeps people apart says so by itself.
  if (!(await readSegmented(tx))) return;
  if (principals === null || principals.length > fewSubjects)
    tx.append({ type: 'sight.changed', at, actorId });
  else for (const subjectId of principals) tx.append({ type: 'sight.changed', at, actorId, subjectId });
}

export async function confer(
  tx: WriteTransaction,
  permit: Permit,
  principals: readonly Uuid[],
  { at, actorId }: By,
): Promise<void> {
  if (principals.length === 0) return;
  const changed = await writeConferred(tx, permit, principals);
  if (changed.length > fewSubjects) tx.append({ type: 'rights.changed', at, actorId });
  else for (const subjectId of changed) tx.append({ type: 'role.assigned', at, actorId, subjectId });
}

/** Throws `limit_reached` when a tree has grown beyond what it may hold. Whoever is in a group is in its root. */
export async function requireRoom(tx: WriteTransaction, path: readonly Uuid[]): Promise<void> {
  const [root] = path;
  if (root === undefined) return;
  if ((await listEffective(tx, root, mostMembers + 1)).length > mostMembers)
    throw new WardroomError('limit_reached');
}

/**
 * Says that groups are to be read anew. Of a hidden group only its members hear, each by an event of their own, and those
 * who see hidden groups.
 */
export async function announce(
  tx: WriteTransaction,
  { at, actorId }: By,
  group: Pick<GroupRow, 'group_id' | 'visibility'>,
  members: readonly Uuid[],
): Promise<void> {
  if (group.visibility !== 'hidden') {
    tx.append({ type: 'group.changed', at, actorId });
    return;
  }
  const inside = await listEffective(tx, group.group_id, fewMembers + 1);
  const heard = new Set([...members, ...(actorId === null ? [] : [actorId])]);
  if (inside.length <= fewMembers) for (const principalId of inside) heard.add(principalId);
  for (const subjectId of heard) tx.append({ type: 'group.changed', at, actorId, subjectId });
}
