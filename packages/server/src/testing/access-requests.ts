/**
 * OAuth clients and what they ask for, written as the authorisation server writes it: suites that are about grants need
 * no protocol to get there.
 */
import { encodeId, type GrantId, type OperationName, type Uuid } from '@wardroom/contract';
import type { Identity, PresentedCredential } from '../kernel/call.ts';
import type { Clock } from '../kernel/clock.ts';
import type { TenantDatabase } from '../kernel/database/tenant-database.ts';
import { execute, type Kernel } from '../kernel/execute.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Keyring } from '../kernel/keyring/index.ts';
import { ProtocolRecords } from '../kernel/protocol-records/index.ts';
import { sealClient } from '../modules/clients/client.ts';
import type { TenantFixture, Who } from './fixtures.ts';

export interface AccessTools {
  readonly admin: { query(text: string, values: unknown[]): Promise<unknown> };
  readonly kernel: { readonly database: TenantDatabase };
  readonly parts: { readonly keyring: Keyring; readonly clock: Clock; readonly ids: Ids };
}

export const recordsOf = ({ kernel, parts }: AccessTools): ProtocolRecords =>
  new ProtocolRecords({ database: kernel.database, ...parts });

export interface ClientFixture {
  readonly uuid: Uuid;
  readonly id: string;
}

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

export async function addClient(
  { admin, parts }: AccessTools,
  { tenant, keys }: TenantFixture,
  more: { scopes?: readonly string[]; status?: 'active' | 'waiting' | 'revoked'; documentUrl?: string } = {},
): Promise<ClientFixture> {
  const uuid = parts.ids.next();
  const { scopes = ['messages:read', 'channels:read'], status = 'active', documentUrl = null } = more;
  const sealed = sealClient(keys, uuid, {
    name: `${tenant.slug} app`,
    redirectUris: ['https://app.example/answer'],
    ...{ jwks: null, jwksUri: null, documentUrl },
  });
  await admin.query(
    `insert into tenant.clients (tenant_id, client_id, registration, status, authentication, grant_types, scopes,
                                 requires_proof, sealed, created_at, updated_at, document_lookup)
     values ($1, $2, $3, $4, 'none', $5, $6, false, $7, now(), now(), $8)`,
    [
      ...[tenant.id, uuid, documentUrl === null ? 'here' : 'document', status],
      ...[['authorization_code', 'refresh_token', deviceGrant], scopes, sealed],
      documentUrl && keys.lookup('credentials', 'client-document', documentUrl),
    ],
  );
  return { uuid, id: encodeId('client', uuid) };
}

export interface AskedOfPeople {
  /** What the client calls itself. */
  readonly clientId: string;
  readonly scope?: string;
  readonly lifeMs?: number;
}

/** As the authorisation endpoint leaves it; gives back its name. */
export async function addAuthorization(
  tools: AccessTools,
  { tenant }: TenantFixture,
  { clientId, scope = 'messages:read channels:read', lifeMs = 600_000 }: AskedOfPeople,
): Promise<string> {
  const now = tools.parts.clock.now();
  const uid = `authorization-${tools.parts.ids.next()}`;
  const payload = {
    ...{ iat: Math.floor(now / 1000), exp: Math.floor((now + lifeMs) / 1000), kind: 'Interaction', jti: uid },
    returnTo: `http://${tenant.slug}.localhost/oauth/authorize/${uid}`,
    prompt: { name: 'login', reasons: ['no_session'], details: {} },
    params: {
      ...{ client_id: clientId, scope, response_type: 'code', resource: `http://${tenant.slug}.localhost` },
      redirect_uri: 'https://app.example/answer',
    },
  };
  await recordsOf(tools).put(tenant.id, 'Interaction', uid, payload, { expiresAt: now + lifeMs });
  return uid;
}

/** As the device endpoint leaves it; gives back the code that the device shows, and its own. */
export async function addDevice(
  tools: AccessTools,
  { tenant }: TenantFixture,
  { clientId, scope = 'offline_access messages:read', lifeMs = 600_000 }: AskedOfPeople,
): Promise<{ readonly userCode: string; readonly deviceCode: string }> {
  const now = tools.parts.clock.now();
  const deviceCode = `device-${tools.parts.ids.next()}`;
  const userCode = lettersOf(deviceCode);
  const payload = {
    ...{ iat: Math.floor(now / 1000), exp: Math.floor((now + lifeMs) / 1000), kind: 'DeviceCode' },
    ...{ jti: deviceCode, clientId, userCode, deviceInfo: {} },
    params: { client_id: clientId, scope, resource: `http://${tenant.slug}.localhost` },
  };
  await recordsOf(tools).put(tenant.id, 'DeviceCode', deviceCode, payload, {
    ...{ expiresAt: now + lifeMs, alias: userCode },
  });
  return { userCode: `${userCode.slice(0, 4)}-${userCode.slice(4)}`, deviceCode };
}

/** The end of an id, in letters that no word is made of. */
const lettersOf = (name: string): string =>
  name
    .replaceAll('-', '')
    .slice(-8)
    .replace(/./g, (digit) => 'BCDFGHJKLMNPQRST'[Number.parseInt(digit, 16)] ?? 'Z');

/** A grant that somebody has given; gives back its id. */
export async function addGrant(
  { admin, parts }: AccessTools,
  { tenant, principals }: TenantFixture,
  {
    client,
    who = 'member',
    scopes = ['messages:read'],
    lifeMs = 86_400_000,
  }: {
    client: ClientFixture;
    who?: keyof TenantFixture['principals'];
    scopes?: readonly string[];
    lifeMs?: number;
  },
): Promise<GrantId> {
  const uuid = parts.ids.next();
  const now = parts.clock.now();
  await admin.query(
    `insert into tenant.grants (tenant_id, grant_id, principal_id, client_id, is_device, scopes, created_at, expires_at)
     values ($1, $2, $3, $4, false, $5, $6, $7)`,
    [tenant.id, uuid, principals[who].uuid, client.uuid, scopes, new Date(now), new Date(now + lifeMs)],
  );
  return encodeId('grant', uuid);
}

export interface Answered {
  /** Stable code of the refusal, or `ok`. */
  readonly code: string;
  readonly output: Readonly<Record<string, unknown>>;
}

export type CallFrom = (
  who: Who | Identity | PresentedCredential,
  operation: OperationName,
  input: unknown,
  from?: { readonly startedHere?: readonly string[] },
) => Promise<Answered>;

/** Calls from a browser in which these requests for access began. */
export const callFrom =
  ({
    kernel,
    parts,
    acme,
  }: {
    readonly kernel: Kernel;
    readonly parts: { readonly ids: Ids };
    readonly acme: TenantFixture;
  }): CallFrom =>
  async (who, operation, input, { startedHere = [] } = {}) => {
    const { answer } = await execute(kernel, {
      ...{ requestId: parts.ids.next(), edge: 'http', host: acme.host, operation, input, startedHere },
      credential: typeof who === 'string' ? acme.principals[who].identity : who,
      ...{ address: '127.0.0.1', device: 'test' },
    });
    return answer.ok
      ? { code: 'ok', output: answer.output as Record<string, unknown> }
      : { code: answer.error.code, output: {} };
  };
