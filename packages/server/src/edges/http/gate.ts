/**
 * What stands before every request: request id and headers, host, tenant, credential, origin. Nothing of the body has
 * been read yet. What must never happen: a request passes on a host that is not its tenant's, or a foreign page acts.
 */
import { type AnyOperation, type EndpointName, encodeId, type Uuid, WardroomError } from '@wardroom/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PresentedCredential } from '../../kernel/call.ts';
import {
  createAddressReader,
  type HostReading,
  headerValues,
  originVerdict,
  readCredential,
  readHost,
  startedHere,
} from '../../kernel/ingress/index.ts';
import type { Tenant } from '../../kernel/tenant.ts';
import { isJsonMediaType } from './body.ts';
import type { HttpEdgeDependencies } from './dependencies.ts';
import { acceptsGet } from './query-input.ts';
import { ownHostHeaders, securityHeaders } from './security-headers.ts';

/** What is known of a request once it has passed. */
export interface Arrival extends HostReading {
  readonly requestId: Uuid;
  /** null on the platform host. */
  readonly tenant: Tenant | null;
  readonly credential: PresentedCredential;
  /** The one origin that issues tokens of this tenant, whichever of its names was asked. */
  readonly issuer: string;
  readonly address: string;
  readonly device: string;
  /** Requests for access that began in this browser. */
  readonly startedHere: readonly string[];
}

declare module 'fastify' {
  interface FastifyRequest {
    requestUuid: Uuid | null;
    arrival: Arrival | null;
  }
  interface FastifyContextConfig {
    operation?: AnyOperation;
    /** Of a standard: who asks is for the standard to find out, and no cookie of ours counts. */
    endpoint?: EndpointName;
    /** Answers whatever the host is. */
    anyHost?: boolean;
  }
}

export const requestIdHeader = 'wardroom-request-id';

export interface GateOptions {
  readonly dependencies: HttpEdgeDependencies;
  readonly ports: () => readonly number[];
}

type Gate = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

export function createGate({ dependencies, ports }: GateOptions): Gate {
  const { config, ids } = dependencies;
  const headers = securityHeaders(config.publicScheme);
  const addressOf = createAddressReader(config.trustedProxies);
  const settings = { baseDomain: config.baseDomain, publicScheme: config.publicScheme, ports };
  return async (request, reply) => {
    const requestId = ids.next();
    request.requestUuid = requestId;
    reply.headers(headers).header(requestIdHeader, encodeId('request', requestId));
    const { rawHeaders } = request.raw;
    if (request.routeOptions.config.anyHost) return;
    const host = readHost(rawHeaders, settings);
    if (host?.isCustom === false) reply.headers(ownHostHeaders(config.publicScheme));
    const tenant = host?.realm === 'tenant' ? await dependencies.resolveHost(host.host) : null;
    if (host === null || (host.realm === 'tenant' && tenant === null))
      throw new WardroomError('unknown_host');
    const address = addressOf(request.socket.remoteAddress, rawHeaders);
    const credential = request.routeOptions.config.endpoint
      ? ({ kind: 'none' } as const)
      : await admit(dependencies, request, { host, tenant, address, requestId });
    requireForm(request, bodyIsAnnounced(rawHeaders));
    const known = { credential, address, device: deviceOf(rawHeaders), startedHere: startedHere(rawHeaders) };
    const issuer = (tenant && dependencies.issuerOf?.(tenant)) ?? host.ownOrigin;
    request.arrival = { ...host, requestId, tenant, issuer, ...known };
  };
}

interface Asking {
  readonly host: HostReading;
  readonly tenant: Tenant | null;
  readonly address: string;
  readonly requestId: Uuid;
}

async function admit(
  { recordOriginRefusal }: HttpEdgeDependencies,
  request: FastifyRequest,
  { host, tenant, address, requestId }: Asking,
): Promise<PresentedCredential> {
  const { rawHeaders, method = 'GET' } = request.raw;
  const { operation } = request.routeOptions.config;
  const isCall = isCallPath(request.url);
  const [path = '/'] = request.url.split('?', 1);
  const reading = readCredential(rawHeaders, host.realm, { method, url: `${host.ownOrigin}${path}` });
  const reason = originVerdict({
    rawHeaders,
    ownOrigin: host.ownOrigin,
    stateChanging: method !== 'GET' && method !== 'HEAD',
    hasCookie: headerValues(rawHeaders, 'cookie').length > 0,
    // Also one of a form that nobody knows: no page of another origin can send the header at all.
    hasBearer: reading.ok ? reading.hasBearer : reading.reason === 'malformed_authorization',
    isCall,
  });
  if (reason !== 'accepted') {
    await recordOriginRefusal({ tenant, operation: operation?.name ?? null, address, requestId, reason });
    throw new WardroomError('origin_refused');
  }
  if (!reading.ok && isCall) throw credentialProblem(reading.reason);
  if (operation !== undefined && operation.realm !== host.realm) throw new WardroomError('unknown_operation');
  return reading.ok ? reading.credential : { kind: 'none' };
}

export const isCallPath = (url: string): boolean => url.startsWith('/v1/') || url === '/v1';

const credentialProblem = (reason: 'two_credentials' | 'malformed_authorization'): WardroomError =>
  reason === 'two_credentials'
    ? new WardroomError('invalid_input', {
        problems: [{ path: '', message: 'send either the session cookie or one bearer key, not both' }],
      })
    : new WardroomError('unauthenticated');

/** Method and media type, before the body is read. */
function requireForm(request: FastifyRequest, hasBody: boolean): void {
  const { operation } = request.routeOptions.config;
  const { rawHeaders, method } = request.raw;
  if (operation === undefined) return;
  if (method === 'GET') {
    if (!acceptsGet(operation)) throw new WardroomError('method_not_allowed');
    if (hasBody) throw invalidRequest('a GET request has no body; use POST');
    return;
  }
  if (headerValues(rawHeaders, 'content-encoding').length > 0)
    throw new WardroomError('unsupported_media_type');
  if (!isJsonMediaType(headerValues(rawHeaders, 'content-type')))
    throw new WardroomError('unsupported_media_type');
  if (request.url.includes('?')) throw invalidRequest('a POST request has no parameters in its URL');
}

const invalidRequest = (message: string): WardroomError =>
  new WardroomError('invalid_input', { problems: [{ path: '', message }] });

export const bodyIsAnnounced = (rawHeaders: readonly string[]): boolean =>
  headerValues(rawHeaders, 'transfer-encoding').length > 0 ||
  headerValues(rawHeaders, 'content-length').some((length) => length.trim() !== '0');

/** The device text of a session: what the client calls itself, printable and short. */
const deviceOf = (rawHeaders: readonly string[]): string =>
  (headerValues(rawHeaders, 'user-agent')[0] ?? '').replace(/[^\x20-\x7e]/g, '').slice(0, 200);
