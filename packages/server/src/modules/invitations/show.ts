/** What a link leads to, for whoever holds it. Writes nothing. */
import { type Implementation, implementPublic } from '../../kernel/implementation.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { presentChannels } from '../channels/index.ts';
import { presentPerson, roleRefOf } from '../principals/index.ts';
import { findRole, openRoleText, type RoleRow } from '../roles/index.ts';
import { type ProveDeps, proveLink, requireOpenInvitation } from './prove.ts';

export const showInvitation = (deps: ProveDeps): Implementation =>
  implementPublic('invitations.show', {
    prepare: (context, { secret }) => proveLink(deps, context, secret),
    async run(tx, { at }, _input, { secretHash }) {
      const invitation = await requireOpenInvitation(tx, secretHash, at);
      const { custom_role_id: roleId } = invitation.row;
      return { ...invitation, role: roleId === null ? null : await findRole(tx, roleId) };
    },
    async present({ keys, tenant }, { row, channels, role }) {
      const { principal: inviter } = await presentPerson(keys, {
        principal_id: row.created_by,
        kind: row.creator_kind,
        status: row.creator_status,
        role: row.creator_role,
        custom_role_id: row.creator_custom_role_id,
        roles: row.creator_roles,
        owner_id: null,
        sealed: row.creator_sealed,
      });
      const named = await presentChannels(keys, channels);
      return {
        workspace: tenant.name,
        inviter: inviter.displayName,
        role: roleRefOf(row),
        roleName: role && (await nameOfRole(keys, role)),
        channels: named.map(({ name }) => name).sort(),
        expiresAt: row.expires_at,
      };
    },
  });

async function nameOfRole(keys: ScopeKeys, role: RoleRow): Promise<string> {
  await keys.ensureEpochs('directory', [role.sealed]);
  return openRoleText(keys, role).name;
}
