/**
 * Gives the tenant its next signing key. What must never happen: a moment without a key that signs, a token that no
 * published key verifies, or three keys that verify.
 */
import { WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import {
  appendKey,
  endTokensOfTenant,
  newSigningKey,
  publishedAfter,
  publishedAheadMs,
  readSigningKeys,
} from '../../kernel/tokens/index.ts';
import type { TokenDeps } from './issue.ts';

export const rotateSigningKey = ({ tokens }: TokenDeps): Implementation =>
  implementCommand('tokens.rotateSigningKey', {
    async prepare({ tenant, keys }) {
      // There is always one to rotate.
      await tokens.signer(tenant.id);
      return newSigningKey(keys);
    },
    async run(tx, context, { immediate }, next) {
      const { at, authority } = context;
      const permit = context.authorise('tokens.manage', workspace);
      const published = await readSigningKeys(tx, publishedAfter(at));
      // The one before is still needed for tokens that it has signed, or the next one waits already.
      if (!immediate && published.length > 1) throw new WardroomError('conflict');
      const activeAt = immediate ? at : at + publishedAheadMs;
      await appendKey(tx, permit, next, { at, activeAt, withdrawn: immediate });
      if (immediate) await endTokensOfTenant(tx, { at, actorId: authority.principalId });
      context.record(null, { metadata: { kid: next.kid, immediate } });
      return readSigningKeys(tx, publishedAfter(at));
    },
    async present({ tenant }, rows) {
      tokens.keys.forget(tenant.id);
      return {
        keys: rows.map((row) => ({
          kid: row.kid,
          createdAt: row.created_at,
          activeAt: row.active_at,
          retireAt: row.retire_at,
        })),
      };
    },
  });
