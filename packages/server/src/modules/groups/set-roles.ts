/** Which roles come with being in a group. Nobody gives or takes by it what they do not hold themselves. */
import { uuidOf, WardroomError } from '@wardroom/contract';
import { implementCommand } from '../../kernel/implementation.ts';
import { found } from '../channels/index.ts';
import { shownAgain } from './create.ts';
import { Forest, mostMembers } from './forest.ts';
import { presentGroup, requireRevision, storedRole } from './group.ts';
import { requireCovers } from './requirements.ts';
import { announce, confer } from './settle.ts';
import { writeGroup } from './store/groups.ts';
import { listEffective } from './store/members.ts';

export const setGroupRoles = implementCommand('groups.setRoles', {
  async run(tx, context, input) {
    const { authority, at } = context;
    const id = uuidOf(input.groupId);
    const forest = await Forest.read(tx, authority.principalId);
    const row = forest.find(id);
    const permit = context.authorise('groups.manage', forest.resource(row));
    const group = found(row);
    requireRevision(group, input.revision);
    const confers = [...new Set(input.roles.map(storedRole))].sort();
    if (!confers.every((role) => authority.book.has(role)))
      throw new WardroomError('invalid_input', {
        problems: [{ path: '/roles', message: 'there is no such role' }],
      });
    const changed = [
      ...confers.filter((role) => !group.confers.includes(role)),
      ...group.confers.filter((role) => !confers.includes(role)),
    ];
    // One by one would do: a union is covered when each of them is.
    requireCovers(authority, changed);
    if (changed.length > 0) {
      const by = { at, actorId: authority.principalId };
      await writeGroup(tx, permit, { ...group, confers, revision: group.revision + 1 }, at);
      await confer(tx, permit, await listEffective(tx, id, mostMembers), by);
      context.record(id, {
        metadata: { from: group.confers.join(' '), to: confers.join(' '), reason: input.reason },
      });
      await announce(tx, by, group, []);
    }
    return shownAgain(tx, authority, id);
  },

  present: ({ keys }, shown) => presentGroup(keys, shown),
});
