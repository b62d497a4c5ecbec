/** The issuer of access tokens as edges know it. `modules/tokens` implements it. */
import type { Scope, Uuid } from '@wardroom/contract';
import type { Tenant } from '../tenant.ts';
import type { TokenFacts } from '../tokens/index.ts';

interface Asked {
  readonly tenant: Tenant;
  /** Who asks, for the record. */
  readonly address: string;
  readonly requestId: Uuid;
  readonly clientId: Uuid;
  readonly scopes: readonly Scope[];
  /** The key that the token is bound to (DPoP); null: to none. */
  readonly proofKey: string | null;
}

export interface Granted extends Asked {
  readonly principalId: Uuid;
  /** Null: the client asks in its own right. */
  readonly grantId: Uuid | null;
  /** The session that the grant ends with; null: it lasts, or there is none. */
  readonly sessionId: Uuid | null;
}

export interface Exchanged extends Asked {
  /** The token that is handed in. */
  readonly subject: TokenFacts;
  /** The principal whose client it is; null: the client has no right of its own. */
  readonly actorId: Uuid | null;
  readonly channelId: Uuid | null;
  readonly operation: string | null;
  readonly once: boolean;
  readonly expiresInMs: number | null;
}

export interface Issued {
  readonly facts: TokenFacts;
  readonly accessToken: string;
}

export interface Issuer {
  /** Throws `unauthenticated` when client, grant or subject are worth nothing now, `insufficient_scope` for no scope. */
  issue(asked: Granted | Exchanged): Promise<Issued>;
}
