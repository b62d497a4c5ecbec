/** What one sees of groups. A position or a principal that one does not see is none. */
import { encodeId, uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { fillPage } from '../../kernel/fill-page.ts';
import { implementQuery } from '../../kernel/implementation.ts';
import { found, pageOf, readNamed, resourceOfChannel } from '../channels/index.ts';
import { unhidden, viewerOf } from '../principals/index.ts';
import { toAccess } from './channel-access.ts';
import { Forest } from './forest.ts';
import { type GroupRow, presentGroup, presentGroups } from './group.ts';
import { listChannelsOf } from './store/access.ts';
import { readDirect } from './store/groups.ts';
import { type GroupMemberRow, listGroupMembers } from './store/members.ts';

export const listGroups = implementQuery('groups.list', {
  async run(tx, { authority, authorise, permits }, { after, limit, principalId }) {
    authorise('groups.read', workspace);
    const [forest, direct, named] = await Promise.all([
      Forest.read(tx, authority.principalId),
      principalId === undefined ? null : readDirect(tx, uuidOf(principalId)),
      principalId === undefined ? [] : readNamed(tx, viewerOf(authority), [uuidOf(principalId)]),
    ]);
    // Whom one does not see is in no group, as nobody is.
    const theirs = direct && (named.some(({ visible }) => visible) ? direct : []);
    const open = new Set(forest.openTo(authority));
    const within =
      theirs &&
      new Set(theirs.filter((one) => open.has(one.group_id)).flatMap((one) => forest.pathOf(one.group_id)));
    const start = after === undefined ? '' : uuidOf(after);
    const isVisible = (row: GroupRow | undefined): boolean => {
      const resource = forest.resource(row);
      return resource !== null && permits('groups.read', resource);
    };
    const isPosition = after === undefined || isVisible(forest.find(uuidOf(after)));
    const rows = [...forest.rows].filter(
      (row) =>
        isPosition && row.group_id > start && (within === null || within.has(row.group_id)) && isVisible(row),
    );
    const page = pageOf(rows, limit);
    return { shown: await forest.show(tx, authority, page.rows), more: page.more };
  },

  async present({ keys }, { shown, more }) {
    const last = shown.at(-1);
    return {
      groups: await presentGroups(keys, shown),
      next: more && last !== undefined ? encodeId('group', last.row.group_id) : null,
    };
  },
});

export const getGroup = implementQuery('groups.get', {
  async run(tx, { authority, authorise, permits }, input) {
    const id = uuidOf(input.groupId);
    const [forest, linked] = await Promise.all([
      Forest.read(tx, authority.principalId),
      listChannelsOf(tx, id, authority.principalId),
    ]);
    const row = forest.find(id);
    authorise('groups.read', forest.resource(row));
    const channels = linked.filter((one) => permits('channel.read', resourceOfChannel(one)));
    return { shown: found((await forest.show(tx, authority, [found(row)]))[0]), channels };
  },

  present: async ({ keys }, { shown, channels }) => ({
    ...(await presentGroup(keys, shown)),
    channels: channels.map((one) => toAccess(one, true)),
  }),
});

export const groupMembers = implementQuery('groups.members', {
  async run(tx, context, { groupId, effective, after, limit }) {
    const { authority, authorise } = context;
    const id = uuidOf(groupId);
    const forest = await Forest.read(tx, authority.principalId);
    const row = forest.find(id);
    authorise('groups.read', forest.resource(row));
    const open = new Set(forest.openTo(authority));
    const wanted = effective ? forest.below(id) : [found(row)];
    // Of a private group one sees the name and nobody in it.
    const within = open.has(id) ? wanted.map((one) => one.group_id).filter((one) => open.has(one)) : [];
    const start = after === undefined ? null : uuidOf(after);
    const among = { groupId: id, within, viewer: viewerOf(authority) };
    return fillPage<GroupMemberRow>(
      limit,
      (last, most) => listGroupMembers(tx, { ...among, limit: most, after: last?.principal_id ?? start }),
      (rows) => unhidden(tx, context, rows),
    );
  },

  async present(_context, { rows, last }) {
    return {
      members: rows.map(({ principal_id, role, sources, through }) => ({
        principalId: encodeId('principal', principal_id),
        role,
        sources: sources ?? [],
        throughGroupId: through === null ? null : encodeId('group', through),
      })),
      next: last === undefined ? null : encodeId('principal', last.principal_id),
    };
  },
});
