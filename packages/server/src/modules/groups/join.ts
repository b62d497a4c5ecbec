/** Coming and going by oneself. */
import { uuidOf, WardroomError } from '@wardroom/contract';
import { implementCommand } from '../../kernel/implementation.ts';
import { found } from '../channels/index.ts';
import { shownAgain } from './create.ts';
import { Forest } from './forest.ts';
import { presentGroup } from './group.ts';
import { enter, exit } from './members.ts';

/**
 * One is then in everything above, too: so all of it must be open to everybody and give nothing, or joining would be a
 * way into private groups and roles.
 */
export const joinGroup = implementCommand('groups.join', {
  async run(tx, context, input) {
    const { principalId } = context.authority;
    const id = uuidOf(input.groupId);
    const forest = await Forest.read(tx, principalId);
    const row = forest.find(id);
    const permit = context.authorise('groups.join', forest.resource(row));
    const group = found(row);
    const isOpen = group.path.every((above) => forest.find(above)?.visibility === 'public');
    // Nor into a department, where these keep people apart.
    const isKept = context.authority.segmented && forest.departmentsOver(id).length > 0;
    if (!isOpen || isKept || forest.conferredBy(id).length > 0) throw new WardroomError('forbidden');
    await enter(tx, context, permit, { forest, group, ids: [principalId], role: 'member' });
    return shownAgain(tx, context.authority, id);
  },
  present: ({ keys }, shown) => presentGroup(keys, shown),
});

/** Nobody is kept by hand where they do not want to be. What a directory or a subgroup keeps, stays. */
export const leaveGroup = implementCommand('groups.leave', {
  async run(tx, context, input) {
    const { principalId } = context.authority;
    const id = uuidOf(input.groupId);
    const forest = await Forest.read(tx, principalId);
    const row = forest.find(id);
    const permit = context.authorise('groups.join', forest.resource(row));
    await exit(tx, context, permit, { forest, group: found(row), ids: [principalId] });
    const after = await Forest.read(tx, principalId);
    return { kept: after.isInside(id) };
  },
  present: async (_context, result) => result,
});
