/** What a credential is worth, as the checks of the pipeline are given it. */
import type { ActorType, Scope, Uuid } from '@wardroom/contract';
import type { Rights, RoleBook } from '@wardroom/policy';
import type { Identity } from '../call.ts';
import type { TokenFacts } from '../tokens/token.ts';

export interface Authority {
  readonly principalId: Uuid;
  readonly actorType: ActorType;
  /** The roles that count now: the base role first, then those that groups confer. */
  readonly roles: readonly string[];
  /** What these give together. */
  readonly rights: Rights;
  /** The roles of the tenant at this moment, for the rights of others. */
  readonly book: RoleBook;
  /** Some channel gives its members more than their roles do. */
  readonly grantsInChannels: boolean;
  /** The workspace keeps people apart by departments. */
  readonly segmented: boolean;
  /** Moves with whatever policies decide by; 0: there never was a policy. */
  readonly policiesVersion: number;
  /** How the session that stands behind it began; null: none does. */
  readonly method: 'password' | 'link' | null;
  readonly scopes: ReadonlySet<Scope> | 'all';
  /** Networks that the credential is held to; none: everywhere. */
  readonly allowedCidrs: readonly string[];
  readonly credential: { readonly kind: Identity['kind']; readonly id: Uuid };
  /** After this it is worth nothing, whatever else happens; milliseconds since 1970. */
  readonly expiresAt: number;
  /**
   * When the person behind it last proved who they are, milliseconds since 1970; null: nobody knows, or there is no
   * person (step-up.ts).
   */
  readonly authenticatedAt: number | null;
  /** What an access token is held to besides its scopes; null for other credentials. */
  readonly token: TokenFacts | null;
}
