/** What a change of a group would do, decided and refused as the change itself. Nothing is saved. */
import { type InputOf, type Operations, type Uuid, uuidOf, WardroomError } from '@wardroom/contract';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { implementQuery, type RunContext } from '../../kernel/implementation.ts';
import { found, readNamed, resourceOfChannel } from '../channels/index.ts';
import { viewerOf } from '../principals/index.ts';
import { type Consequences, effectOn, mostExamples } from './consequences.ts';
import { Forest } from './forest.ts';
import { type GroupRow, storedRole } from './group.ts';
import { distinct, requireCovers } from './requirements.ts';
import { listChannelsOf } from './store/access.ts';
import { listStandings } from './store/standing.ts';

type Input = InputOf<Operations['groups.preview']>;
type Context = Pick<RunContext, 'authority' | 'authorise' | 'permits'>;

export const previewGroup = implementQuery('groups.preview', {
  async run(tx, context, input): Promise<Consequences> {
    const { authority } = context;
    const id = uuidOf(input.groupId);
    const [added, removed] = [input.add ?? [], input.remove ?? []].map((ids) => distinct(ids.map(uuidOf)));
    const named = await readNamed(tx, viewerOf(authority), distinct([...(added ?? []), ...(removed ?? [])]));
    const before = await Forest.read(tx, authority.principalId);
    const row = before.find(id);
    context.authorise('groups.own', before.resource(row));
    const after = changed(context, before, found(row), input);
    if (named.length > 0) requireCovers(authority, before.conferredBy(id));
    const known = new Set(
      named.filter((one) => one.visible && one.status === 'active').map((one) => one.principal_id),
    );
    const visible = new Set(named.filter((one) => one.visible).map((one) => one.principal_id));
    if (!added?.every((one) => known.has(one)) || !removed?.every((one) => visible.has(one)))
      throw new WardroomError('not_found');
    const everybody = input.roles !== undefined || input.parentId !== undefined;
    const standings = await listStandings(
      tx,
      { groupId: id, within: everybody ? openBelow(context, before, id) : [], added, removed },
      // Whoever is named in the question is named in the answer.
      everybody && !namesPeople(context) ? 0 : mostExamples,
    );
    const channels = await linkedTo(tx, context, [...before.pathOf(id), ...after.pathOf(id)]);
    return effectOn(standings, { book: authority.book, before, after, channels });
  },
  present: async (_context, consequences) => consequences,
});

const namesPeople = ({ authority }: Context): boolean =>
  authority.rights.has('people.read') && viewerOf(authority).seesEverybody;

/** Nobody is named, or counted, by a membership that is not to be seen. */
function openBelow({ authority }: Context, forest: Forest, id: Uuid): Uuid[] {
  const open = new Set(forest.openTo(authority));
  return forest
    .below(id)
    .map((row) => row.group_id)
    .filter((one) => open.has(one));
}

/** The tree as it would be. Throws what the change itself would throw. */
function changed(context: Context, forest: Forest, group: GroupRow, input: Input): Forest {
  const confers = input.roles === undefined ? group.confers : newRoles(context, forest, group, input.roles);
  const path = input.parentId === undefined ? group.path : newPath(context, forest, group, input.parentId);
  return new Forest(
    [...forest.rows].map((row) => {
      const at = row.path.indexOf(group.group_id);
      const moved = at === -1 ? row : { ...row, path: [...path, ...row.path.slice(at + 1)] };
      return row.group_id === group.group_id ? { ...moved, confers } : moved;
    }),
    [],
  );
}

function newRoles(
  { authority, authorise }: Context,
  forest: Forest,
  group: GroupRow,
  wanted: NonNullable<Input['roles']>,
): readonly string[] {
  authorise('groups.manage', forest.resource(group));
  const confers = [...new Set(wanted.map(storedRole))].sort();
  if (!confers.every((role) => authority.book.has(role)))
    throw new WardroomError('invalid_input', {
      problems: [{ path: '/roles', message: 'there is no such role' }],
    });
  const differing = [...confers, ...group.confers].filter(
    (role) => !confers.includes(role) || !group.confers.includes(role),
  );
  requireCovers(authority, differing);
  return confers;
}

function newPath(
  { authority, authorise }: Context,
  forest: Forest,
  group: GroupRow,
  parentId: NonNullable<Input['parentId']> | null,
): readonly Uuid[] {
  const id = parentId === null ? null : uuidOf(parentId);
  if (id === group.parent_id) return group.path;
  const parent = id === null ? null : forest.find(id);
  if (parent !== null) authorise('groups.own', forest.resource(parent));
  const above = parent === null ? null : found(parent);
  const path = [...(above?.path ?? []), group.group_id];
  forest.requirePlace({ ...group, parent_id: above?.group_id ?? null, path }, above);
  const over = [group.parent_id, id].flatMap((one) => (one === null ? [] : forest.conferredBy(one)));
  requireCovers(authority, over);
  return path;
}

async function linkedTo(tx: ReadTransaction, { authority, permits }: Context, groups: readonly Uuid[]) {
  const all = await Promise.all(distinct(groups).map((id) => listChannelsOf(tx, id, authority.principalId)));
  return all
    .flat()
    .filter((row) => permits('channel.read', resourceOfChannel(row)))
    .flatMap((row) => (row.group_id === null ? [] : [{ id: row.channel_id, groupId: row.group_id }]));
}
