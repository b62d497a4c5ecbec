/** OAuth clients (RFC 6749, 2) as edges know them. `modules/clients` implements it. */
import type { ClientView, Scope, Uuid } from '@wardroom/contract';
import type { Tenant } from '../tenant.ts';

/** Public keys as RFC 7517 section 5 has them. */
export interface PublicKeys {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/** The scope with which a program asks for a refresh token (OpenID Connect Core 1.0, 11); of the protocol, none of ours. */
export const longLived = 'offline_access';

export type Authentication = ClientView['authentication'];
export type GrantType = ClientView['grantTypes'][number];

export interface ClientRecord {
  readonly id: Uuid;
  /** What it calls itself in the protocol: `cli_…`, or the https address of its document. */
  readonly protocolName: string;
  readonly name: string;
  readonly registration: ClientView['registration'];
  readonly status: ClientView['status'];
  /** Whose right its own tokens carry; null: it only acts for people. */
  readonly principalId: Uuid | null;
  readonly authentication: Authentication;
  readonly grantTypes: readonly GrantType[];
  readonly redirectUris: readonly string[];
  readonly scopes: readonly Scope[];
  readonly requiresProof: boolean;
  readonly jwks: PublicKeys | null;
  readonly jwksUri: string | null;
  readonly documentUrl: string | null;
}

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

export interface RegisteredClient {
  readonly client: ClientRecord;
  /** Shown this once; null when it authenticates in another way. */
  readonly secret: string | null;
  readonly secretExpiresAt: number | null;
}

export interface ClientDirectory {
  /** Whatever its status; believed for a second. A name that no client can have costs no query. */
  find(tenant: Tenant, protocolName: string): Promise<ClientRecord | null>;
  /** Whether this is the newest secret of an active client, or the one before it within its grace. */
  verifySecret(tenant: Tenant, clientId: Uuid, secret: string): Promise<boolean>;
  /** Throws `forbidden` where nothing registers itself, `invalid_input`, or `limit_reached`. */
  registerItself(tenant: Tenant, wanted: WantedClient, from: From): Promise<RegisteredClient>;
  /** Null where the settings do not believe the documents of its host. Throws `invalid_input` or `limit_reached`. */
  admitDocument(tenant: Tenant, document: ClientDocument, from: From): Promise<ClientRecord | null>;
  /** It has had a token. Returns at once; written down at most once a minute. */
  used(tenant: Tenant, clientId: Uuid): void;
  /** Resolves when nothing is being written; for shutting down. */
  settled(): Promise<void>;
}
