/**
 * What the authorisation server asks about clients: who is this, is this their secret, may this one join. What must never
 * happen: a revoked client is believed for longer than a second, or a name that cannot exist costs a query.
 */
import type { Scope, Uuid } from '@wardroom/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Keyring } from '../../kernel/keyring/index.ts';
import type { Random } from '../../kernel/random.ts';
import type { Tenant } from '../../kernel/tenant.ts';
import type { Authentication, ClientRecord, GrantType, PublicKeys } from './client.ts';

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

export interface ClientDirectoryDeps {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  /** Of last uses that could not be written; for the log. */
  readonly onError?: (error: unknown) => void;
}

export function createClientDirectory(_deps: ClientDirectoryDeps): ClientDirectory {
  throw new Error('not built yet');
}
