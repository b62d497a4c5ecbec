/** What each kind of credential may ask for at all, by the ceilings that the pipeline checks before any row is read. */
import { type AnyOperation, type Scope, type Uuid, WardroomError } from '@wardroom/contract';
import type { Rights } from '@wardroom/policy';
import type { Authority } from '../../kernel/authority/worth.ts';
import { requireCeilings } from '../../kernel/ceilings.ts';
import type { TokenFacts } from '../../kernel/tokens/token.ts';
import { standingOf } from '../standing.ts';

export const credentialKinds = ['session', 'key', 'token', 'client'] as const;
export type CredentialKind = (typeof credentialKinds)[number];

const me = '00000000-0000-7000-8000-000000000001' as Uuid;
const root = '00000000-0000-7000-8000-000000000002' as Uuid;
const at = 1_000_000_000_000;

function tokenOf(sessionId: Uuid | null, scopes: ReadonlySet<Scope>): TokenFacts {
  return {
    ...{ tokenId: root, tenantId: root, principalId: me, clientId: 'client', via: [], keyId: null },
    ...{ grantId: null, sessionId, ancestors: [], scopes, prefix: null, heldTo: null, operation: null },
    ...{ once: false, orgId: null, proofKey: null, actors: [], subjectEpoch: 0, tenantEpoch: 0 },
    ...{ issuedAt: at, expiresAt: at + 600_000 },
  };
}

function authorityOf(kind: CredentialKind, rights: Rights, scopes: ReadonlySet<Scope>): Authority {
  const isPerson = kind === 'session' || kind === 'token';
  return {
    ...standingOf(),
    rights,
    principalId: me,
    actorType: isPerson ? 'person' : 'service',
    scopes: kind === 'session' ? 'all' : scopes,
    allowedCidrs: [],
    credential: { kind: kind === 'session' || kind === 'key' ? kind : 'token', id: root },
    expiresAt: at + 600_000,
    authenticatedAt: isPerson ? at : null,
    token: kind === 'token' ? tokenOf(root, scopes) : kind === 'client' ? tokenOf(null, scopes) : null,
  };
}

/** The code of the refusal; null: it may ask. It carries exactly the scope of the operation. */
export function refusalOf(kind: CredentialKind, rights: Rights, operation: AnyOperation): string | null {
  const { scope } = operation;
  const scopes = new Set(typeof scope === 'string' ? [scope as Scope] : []);
  try {
    requireCeilings(authorityOf(kind, rights, scopes), { operation, input: {} }, at);
    return null;
  } catch (error) {
    if (error instanceof WardroomError) return error.code;
    throw error;
  }
}
