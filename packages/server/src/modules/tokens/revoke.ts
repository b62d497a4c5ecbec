/** Revokes a token with all that was issued with it. The event closes their open sockets. */
import { uuidOf, WardroomError } from '@wardroom/contract';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import { leewayMs, longestLifeMs, writeDenial } from '../../kernel/tokens/index.ts';
import { findToken } from './store.ts';
import { tokenResource } from './token.ts';

export const revokeToken = (): Implementation =>
  implementCommand('tokens.revoke', {
    async run(tx, context, input) {
      const row = await findToken(tx, uuidOf(input.tokenId));
      const permit = context.authorise('tokens.own', tokenResource(context.authority.book, row));
      if (row === null) throw new WardroomError('not_found');
      if (row.revoked_at !== null) return;
      const { at, authority } = context;
      // Those that were issued with it expire no later than it does; the margin is for clocks that differ.
      const expiresAt = Math.max(row.expires_at, at) + longestLifeMs + leewayMs;
      await writeDenial(tx, permit, { id: row.token_id, kind: 'token', at, expiresAt });
      context.record(row.token_id, { subjectId: row.principal_id });
      tx.append({
        type: 'token.revoked',
        at,
        actorId: authority.principalId,
        subjectId: row.principal_id,
        credentialId: row.token_id,
      });
    },
    present: async () => ({}),
  });
