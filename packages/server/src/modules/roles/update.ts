/**
 * Changes a custom role, for everybody who holds it at once. What must never happen: somebody adds what they do not hold,
 * takes from those above them, or overwrites what somebody else has just saved. Owners are built in, so no change of a
 * role leaves a workspace without somebody who can mend it.
 */
import { uuidOf } from '@wardroom/contract';
import { type Implementation, implementCommand, type RunContext } from '../../kernel/implementation.ts';
import type { RoleText } from './built-in.ts';
import { readConsequences, standing, type Wanted, wantedOf } from './consequences.ts';
import { readUses, requireRevision, requireRoleRow } from './find.ts';
import { nameLookup, openText, requireFreeName, requireHeld, sealText, toRoleView } from './role.ts';
import { type RoleRow, writeRoleRow } from './store.ts';

export const updateRole = (): Implementation =>
  implementCommand('roles.update', {
    async run(tx, context, { roleId, revision, reason, ...changes }) {
      const { authority, keys, at } = context;
      const { row, permit } = await requireRoleRow(tx, context, uuidOf(roleId));
      const wanted = changes.chosen === undefined ? standing(row) : wantedOf(changes.chosen);
      requireHeld(authority, wanted.rights);
      requireRevision(row, revision);
      const { before, text } = await textsOf(keys, row, changes);
      if (text.name !== before.name) requireFreeName(text.name);
      const consequences = await readConsequences(tx, authority, row, wanted);
      const use = (await readUses(tx, authority))(row.role_id);
      const changed = namesOf(row, wanted, before, text);
      if (changed.length === 0) return { shown: { row, ...use }, consequences };
      const after: RoleRow = {
        ...{ role_id: row.role_id, chosen: wanted.chosen, permissions: [...wanted.rights] },
        sealed: changed.includes('text') ? sealText(keys, row.role_id, text) : row.sealed,
        ...{ revision: row.revision + 1, updated_at: at },
      };
      await writeRoleRow(tx, permit, after, nameLookup(keys, text.name));
      context.record(row.role_id, {
        metadata: { changed: changed.join(' '), ...differenceOf(row, after), reason },
      });
      tx.append({ type: 'rights.changed', at, actorId: authority.principalId });
      return { shown: { row: after, ...use }, consequences };
    },
    present: async ({ keys }, { shown, consequences }) => ({
      role: toRoleView(keys, shown),
      ...consequences,
    }),
  });

async function textsOf(
  keys: RunContext['keys'],
  row: RoleRow,
  { name, description }: { readonly name?: string | undefined; readonly description?: string | undefined },
): Promise<{ readonly before: RoleText; readonly text: RoleText }> {
  await keys.ensureEpochs('directory', [row.sealed]);
  const before = openText(keys, row);
  return {
    before,
    text: { name: name ?? before.name, description: description ?? before.description },
  };
}

/** Names of what is different; never what it says. */
function namesOf(row: RoleRow, wanted: Wanted, before: RoleText, after: RoleText): string[] {
  const isText = before.name !== after.name || before.description !== after.description;
  const isChosen =
    row.chosen.join() !== wanted.chosen.join() || row.permissions.join() !== [...wanted.rights].join();
  return [...(isText ? ['text'] : []), ...(isChosen ? ['permissions'] : [])];
}

function differenceOf(before: RoleRow, after: RoleRow) {
  const added = after.permissions.filter((permission) => !before.permissions.includes(permission));
  const removed = before.permissions.filter((permission) => !after.permissions.includes(permission));
  return { added: added.join(' '), removed: removed.join(' ') };
}
