/** Ends a token that its own client gives back (RFC 7009), with all that was issued with it. */
import type { Uuid } from '@wardroom/contract';
import { issuePermit } from '../../kernel/permit.ts';
import type { Kernel } from '../../kernel/pipeline.ts';
import type { Tenant } from '../../kernel/tenant.ts';
import { leewayMs, longestLifeMs, type TokenFacts, writeDenial } from '../../kernel/tokens/index.ts';

interface Asking {
  readonly tenant: Tenant;
  readonly address: string;
  readonly requestId: Uuid;
}

export async function endToken(
  { lanes, keyring, clock }: Pick<Kernel, 'lanes' | 'keyring' | 'clock'>,
  { tenant, address, requestId }: Asking,
  { tokenId, principalId, expiresAt, clientId }: TokenFacts,
): Promise<void> {
  const keys = await keyring.open({ kind: 'tenant', tenantId: tenant.id });
  await lanes.run(tenant.id, keys, async (tx) => {
    const at = clock.now();
    const permit = issuePermit({
      ...{ transaction: tx, tenantId: tx.tenantId, operation: 'oauth.revoke', permission: 'credential' },
      resourceId: tokenId,
    });
    const until = Math.max(expiresAt, at) + longestLifeMs + leewayMs;
    await writeDenial(tx, permit, { id: tokenId, kind: 'token', at, expiresAt: until });
    tx.record({
      ...{ type: 'token.revoked', outcome: 'success', action: 'oauth.revoke', address, requestId },
      ...{ actorType: 'service', actorId: null, subjectId: principalId, credentialId: null },
      ...{ resourceKind: 'Token', resourceId: tokenId, metadata: { clientId } },
    });
    tx.append({ type: 'token.revoked', at, actorId: null, subjectId: principalId, credentialId: tokenId });
  });
}
