/** What programs say of themselves before anybody here knows them. */
import type { Scope, Uuid } from '@wardroom/contract';
import type { Authentication, GrantType, PublicKeys } from './client.ts';

/** What a program says of itself when it registers itself (RFC 7591), scopes and keys read already. */
export interface WantedClient {
  readonly name: string;
  readonly authentication: Authentication;
  readonly grantTypes: readonly GrantType[];
  readonly redirectUris: readonly string[];
  readonly scopes: readonly Scope[];
  readonly jwks: PublicKeys | null;
  readonly jwksUri: string | null;
}

/** What the document at the address of a client says. */
export interface ClientDocument extends WantedClient {
  readonly url: string;
}

export interface From {
  readonly address: string;
  readonly requestId: Uuid;
}
