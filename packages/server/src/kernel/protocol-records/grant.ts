/** What the authorisation server is told of grants, and may do about them; `modules/grants` does it. */
import type { Scope, Uuid } from '@wardroom/contract';

export interface GrantRecord {
  readonly id: Uuid;
  readonly principalId: Uuid;
  readonly clientId: Uuid;
  readonly scopes: readonly Scope[];
  readonly isDevice: boolean;
  /** With which it ends; null: it lasts. */
  readonly sessionId: Uuid | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** When it, or the session with which it ends, was revoked. */
  readonly revokedAt: number | null;
}

export interface WhyRevoked {
  readonly type: 'grant.replayed' | 'grant.revoked';
  readonly reason: 'replayed' | 'revoked';
  readonly address: string;
  readonly requestId: Uuid;
  /** The person who asked for it; null: the server itself. */
  readonly actorId: Uuid | null;
}

export interface Grants {
  /** Also one that was revoked or has expired: its times say so. */
  find(tenantId: Uuid, grantId: Uuid): Promise<GrantRecord | null>;
  /** Does nothing when there is none, or it was revoked before. */
  revoke(tenantId: Uuid, grantId: Uuid, why: WhyRevoked): Promise<void>;
  /** To be called with each token that is issued from it. Returns at once. */
  used(tenantId: Uuid, grantId: Uuid): void;
  /** Resolves when nothing is being written; for shutting down. */
  settled(): Promise<void>;
}
