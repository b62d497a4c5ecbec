import { encodeId, uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { asSeenBy, toInvitationView } from './invitation.ts';
import { listInvitationRows } from './store.ts';

export const listInvitations = (): Implementation =>
  implementQuery('invitations.list', {
    async run(tx, { authority, authorise }, { after, limit }) {
      authorise('people.invite', workspace);
      const rows = await listInvitationRows(tx, after === undefined ? null : uuidOf(after), limit + 1);
      return { shown: await asSeenBy(tx, authority, rows.slice(0, limit)), more: rows.length > limit };
    },
    async present(_context, { shown, more }) {
      const last = shown.at(-1);
      return {
        invitations: shown.map(toInvitationView),
        next: more && last ? encodeId('invitation', last.row.invitation_id) : null,
      };
    },
  });
