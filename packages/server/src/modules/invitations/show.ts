/** What a link leads to, for whoever holds it. Writes nothing. */
import { type Implementation, implementPublic } from '../../kernel/implementation.ts';
import { presentChannels } from '../channels/index.ts';
import { presentPerson } from '../principals/index.ts';
import { type ProveDeps, proveLink, requireOpenInvitation } from './prove.ts';

export const showInvitation = (deps: ProveDeps): Implementation =>
  implementPublic('invitations.show', {
    prepare: (context, { secret }) => proveLink(deps, context, secret),
    run: (tx, { at }, _input, { secretHash }) => requireOpenInvitation(tx, secretHash, at),
    async present({ keys, tenant }, { row, channels }) {
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
        role: row.role,
        channels: named.map(({ name }) => name).sort(),
        expiresAt: row.expires_at,
      };
    },
  });
