/** What a credential is worth, as the checks of the pipeline are given it. */
import type { ActorType, RoleName, Scope, Uuid } from '@wardroom/contract';
import type { Identity } from '../call.ts';
import type { TokenFacts } from '../tokens/token.ts';

export interface Authority {
  readonly principalId: Uuid;
  readonly actorType: ActorType;
  readonly role: RoleName;
  readonly scopes: ReadonlySet<Scope> | 'all';
  /** Networks that the credential is held to; none: everywhere. */
  readonly allowedCidrs: readonly string[];
  readonly credential: { readonly kind: Identity['kind']; readonly id: Uuid };
  /** After this it is worth nothing, whatever else happens; milliseconds since 1970. */
  readonly expiresAt: number;
  /** What an access token is held to besides its scopes; null for other credentials. */
  readonly token: TokenFacts | null;
}
