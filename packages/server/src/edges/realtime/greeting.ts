/** The first frame: whose connection this is, whether that is worth anything now, and where its stream begins. */
import {
  type ClientFrame,
  type CloseReason,
  encodeId,
  type Scope,
  type ServerFrame,
  WardroomError,
} from '@wardroom/contract';
import type { Identity } from '../../kernel/call.ts';
import { decodeCursor, encodeCursor } from '../../kernel/event-log/cursor.ts';
import { bearerCredential } from '../../kernel/ingress/index.ts';
import { type RefusalReason, type TokenFacts, TokenRefusal } from '../../kernel/tokens/index.ts';
import type { TenantHub } from './hub.ts';
import { type Origins, realtimePath } from './origins.ts';
import { connecting, type Refused, recordRefusal } from './refusals.ts';
import type { RealtimeOptions, RealtimeSettings } from './settings.ts';
import type { Viewer } from './viewer.ts';

export interface GreetingParts extends Pick<RealtimeOptions, 'kernel' | 'feeds' | 'random'> {
  readonly settings: RealtimeSettings;
}

/** A connection that has not said who it is for. */
export interface Newcomer extends Viewer {
  readonly origins: Origins;
  readonly ended: boolean;
  /** Whose connection this turned out to be. */
  identified(identity: Identity): void;
}

export interface Opening {
  /** After this it is worth nothing, whatever else happens. */
  readonly expiresAt: number;
  readonly scopes: ReadonlySet<Scope> | 'all';
  /** The stream begins right after this position. */
  readonly from: number;
  readonly welcome: ServerFrame;
  readonly resync: 'epoch' | 'cursor' | null;
}

type Hello = Extract<ClientFrame, { t: 'hello' }>;

/** Throws `unauthenticated` or `rate_limited`; null when the connection was ended meanwhile. */
export async function greet(
  parts: GreetingParts,
  hub: TenantHub,
  connection: Newcomer,
  frame: Hello,
): Promise<Opening | null> {
  const { kernel, feeds, random, settings } = parts;
  const identity = connection.origins.identity ?? (await identify(parts, connection, frame));
  if (connection.ended) return null;
  connection.identified(identity);
  await requireRoom(parts, connection.origins, identity);
  if (connection.ended) return null;
  // Registered first, then read: a revocation is either seen by this reading or heard by the hub.
  hub.register(connection);
  const authority = await authorityOf(parts, hub, connection);
  const keys = await hub.keys();
  if (connection.ended) return null;
  const { from, resync } = startOf(parts, hub, frame, keys);
  return {
    scopes: authority.scopes,
    expiresAt: authority.expiresAt,
    from,
    resync,
    welcome: {
      t: 'welcome',
      connection: encodeId('request', kernel.ids.next()),
      me: encodeId('principal', identity.principalId),
      cursor: encodeCursor(keys, { epoch: feeds.epoch, seq: from }, random),
      resumed: frame.resume !== undefined && resync === null,
      heartbeatMs: settings.heartbeatMs,
    },
  };
}

/** A credential that is worth nothing, or nothing from this address, is refused on record, as over HTTP. */
async function authorityOf({ kernel }: GreetingParts, hub: TenantHub, newcomer: Newcomer) {
  try {
    const authority = await hub.authorityOf(newcomer);
    await hub.sight.admit(newcomer, authority);
    return authority;
  } catch (error) {
    if (error instanceof WardroomError && error.code === 'unauthenticated')
      await recordRefusal(kernel, newcomer.origins, { code: 'unauthenticated', identity: newcomer.identity });
    throw error;
  }
}

function startOf(
  { feeds }: GreetingParts,
  hub: TenantHub,
  { resume }: Hello,
  keys: Awaited<ReturnType<TenantHub['keys']>>,
): Pick<Opening, 'from' | 'resync'> {
  if (resume === undefined) return { from: hub.position, resync: null };
  const position = decodeCursor(keys, resume, feeds.epoch);
  if (!position) return { from: hub.position, resync: 'cursor' };
  if (position.epoch !== feeds.epoch) return { from: hub.position, resync: 'epoch' };
  return { from: position.seq, resync: null };
}

async function identify(
  { kernel }: GreetingParts,
  { origins }: Newcomer,
  { credential, proof }: Hello,
): Promise<Identity> {
  if (credential === undefined) throw new WardroomError('unauthenticated');
  const found = await identityOf(kernel, origins, credential, proof);
  if (typeof found === 'object') {
    await requireSameTenant(kernel, origins, found);
    return found;
  }
  return refuseStranger(kernel, origins, { reason: found });
}

/** Not an identity for whatever is worth nothing here, and for what is worth less than a stream of events; of a token, why. */
async function identityOf(
  kernel: GreetingParts['kernel'],
  { tenant, ownOrigin }: Newcomer['origins'],
  credential: string,
  proof: string | undefined,
): Promise<Identity | RefusalReason | undefined> {
  const presented = bearerCredential(credential, 'tenant');
  if (presented === null) return undefined;
  if (presented.kind !== 'token') return (await kernel.directory.identify(presented)) ?? undefined;
  const request = { method: 'GET', url: `${ownOrigin}${realtimePath}` };
  const bound = proof === undefined ? presented : { ...presented, proof: { text: proof, ...request } };
  const identity = await kernel.tokens.identify(bound, tenant).catch((error: unknown) => {
    if (error instanceof WardroomError && error.options.cause instanceof TokenRefusal)
      return error.options.cause.reason;
    throw error;
  });
  if (typeof identity !== 'object') return identity;
  return identity.kind === 'token' && mayListen(identity.token) ? identity : undefined;
}

/** A token for one operation, for one use, or for a part of the tenant that no event names is none for a stream. */
const mayListen = ({ operation, once, orgId }: TokenFacts): boolean =>
  operation === null && !once && orgId === null;

/** Host and credential must name the same tenant; a credential of another one is worth as much as none. */
export async function requireSameTenant(
  kernel: RealtimeOptions['kernel'],
  origins: Omit<Origins, 'identity'>,
  identity: Identity,
): Promise<void> {
  const { tenant, host, address, device } = origins;
  if (identity.tenantId === tenant.id) return;
  const requestId = kernel.ids.next();
  const call = {
    requestId,
    edge: 'realtime',
    host,
    operation: connecting,
    input: {},
    credential: identity,
    address,
    device,
  } as const;
  await kernel.reportTenantMismatch(call, tenant, identity);
  await refuseStranger(kernel, origins, { type: 'request.tenant_mismatch' });
}

/** Whoever has shown nothing that is worth anything here pays with their address, so that guessing is bounded. */
export async function refuseStranger(
  kernel: RealtimeOptions['kernel'],
  origins: Omit<Origins, 'identity'>,
  why: Pick<Refused, 'type' | 'reason'> = {},
): Promise<never> {
  await requireRoom({ kernel }, origins, null);
  await recordRefusal(kernel, origins, { code: 'unauthenticated', ...why });
  throw new WardroomError('unauthenticated');
}

/** What a socket is closed for when its greeting came to nothing. */
export function closeReasonOf(error: unknown): CloseReason {
  const code = error instanceof WardroomError ? error.code : null;
  if (code === 'unauthenticated') return 'unauthenticated';
  return code === 'rate_limited' ? 'too_fast' : 'restarting';
}

async function requireRoom(
  { kernel }: Pick<GreetingParts, 'kernel'>,
  origins: Omit<Origins, 'identity'>,
  identity: Identity | null,
): Promise<void> {
  const subject = {
    tenantId: origins.tenant.id,
    principalId: identity?.principalId ?? null,
    address: origins.address,
    operation: connecting,
  };
  if (kernel.limiter.take(subject, 1).allowed) return;
  await recordRefusal(kernel, origins, { code: 'rate_limited', identity });
  throw new WardroomError('rate_limited');
}
