/** Lists what has been granted and still holds: one’s own, or of everybody with `tokens.manage`. */
import { encodeId, type GrantView, uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { openClient } from '../clients/index.ts';
import { type ListedGrant, listGrantRows } from './store.ts';

export const listGrants = (): Implementation =>
  implementQuery('grants.list', {
    async run(tx, context, { after, everybody, limit }) {
      context.authorise(everybody ? 'tokens.manage' : 'tokens.own', workspace);
      const rows = await listGrantRows(tx, {
        principalId: everybody ? null : context.authority.principalId,
        after: after === undefined ? null : uuidOf(after),
        limit: limit + 1,
        at: context.at,
      });
      return { rows: rows.slice(0, limit), more: rows.length > limit };
    },
    async present({ keys }, { rows, more }) {
      await keys.ensureEpochs(
        'credentials',
        rows.map((row) => row.sealed),
      );
      const last = rows.at(-1);
      return {
        grants: rows.map((row) => present(row, openClient(keys, row).name)),
        next: more && last ? encodeId('grant', last.grant_id) : null,
      };
    },
  });

const present = (row: ListedGrant, clientName: string): GrantView => ({
  id: encodeId('grant', row.grant_id),
  principalId: encodeId('principal', row.principal_id),
  clientId: encodeId('client', row.client_id),
  clientName,
  isDevice: row.is_device,
  scopes: row.scopes,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  replayedAt: row.replayed_at,
});
