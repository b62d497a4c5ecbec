/** What the authorisation server's edge is given. It knows no database: `app/oauth.ts` binds these to kernel and modules. */
import type { AccessSettings, AuditType, EndpointName, Scope, Uuid } from '@wardroom/contract';
import type { ClientDirectory, Issuer } from '../../kernel/access/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { EgressFetch } from '../../kernel/egress/index.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { LimitAnswer } from '../../kernel/limits/limiter.ts';
import type { Log } from '../../kernel/log/index.ts';
import type { Grants, ProtocolRecords } from '../../kernel/protocol-records/index.ts';
import type { Tenant } from '../../kernel/tenant.ts';
import type { TokenFacts } from '../../kernel/tokens/index.ts';

/** One request to an endpoint of a standard, as the gate has admitted it. */
export interface Asking {
  readonly endpoint: EndpointName;
  readonly tenant: Tenant;
  readonly address: string;
  readonly requestId: Uuid;
}

/** For the record of a refusal. */
export interface Refusal extends Asking {
  readonly type: AuditType;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface OAuthDependencies {
  readonly clients: ClientDirectory;
  readonly grants: Grants;
  readonly records: ProtocolRecords;
  readonly issuer: Issuer;
  /** The one issuer, audience and address of a tenant. */
  readonly originOf: (slug: string) => string;
  /** Whether the principal may use anything at all now. */
  readonly isActive: (tenantId: Uuid, principalId: Uuid) => Promise<boolean>;
  /** Which programs come in, and how. */
  readonly settings: (tenant: Tenant) => Promise<AccessSettings>;
  /** A token of this tenant, whole, alive and proved where it must be; throws otherwise. */
  readonly validate: (token: string, tenant: Tenant, address: string) => Promise<TokenFacts>;
  /** Ends a token with all that was issued with it, on record. */
  readonly revokeToken: (asking: Asking, facts: TokenFacts) => Promise<void>;
  /** True for exactly one caller with this name in this tenant; milliseconds since 1970. */
  readonly useProof: (tenantId: Uuid, name: string, expiresAt: number) => Promise<boolean>;
  readonly limit: (asking: Asking) => LimitAnswer;
  readonly recordRefusal: (refusal: Refusal) => Promise<void>;
  readonly fetch: (tenantId: Uuid, purpose: 'jwks' | 'client_document') => EgressFetch;
  readonly scopes: readonly Scope[];
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}
