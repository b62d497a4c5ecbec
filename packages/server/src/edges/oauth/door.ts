/**
 * The endpoints of the authorisation server on a tenant’s host. Host, origin and address were judged by the gate; here
 * follow limits, the library, and the record of what it refused.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type EndpointName, endpoints, WardroomError } from '@wardroom/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Asking, OAuthDependencies } from './dependencies.ts';
import { handOver } from './handover.ts';
import { resourceMetadata, serverMetadata } from './metadata.ts';
import { type Prepared, prepare } from './prepare.ts';
import { createProvider } from './provider.ts';
import { recorded, recordProtocolRefusal } from './refusals.ts';
import { register } from './register.ts';
import { bindState } from './state.ts';

const library = [
  'oauth.authorize',
  'oauth.resume',
  'oauth.token',
  'oauth.push',
  'oauth.authorizeDevice',
  'oauth.introspect',
  'oauth.revoke',
] as const satisfies EndpointName[];
const published = ['oauth.metadata', 'oauth.discovery', 'oauth.resource'] as const satisfies EndpointName[];

/** Instances of the library; each is made again in less than a millisecond. */
const maxInstances = 500;

export function addOAuthRoutes(app: FastifyInstance, dependencies: OAuthDependencies): void {
  const providers = new LRUCache<string, Served>({ max: maxInstances });
  const providerOf = ({ tenant }: Asking): Served => {
    const name = `${tenant.id} ${dependencies.originOf(tenant.slug)}`;
    const served = providers.get(name) ?? createProvider(dependencies, tenant).callback();
    providers.set(name, served);
    return served;
  };
  for (const name of library)
    addRoute(app, name, async (request, reply) => {
      const asking = await enter(dependencies, name, request);
      const handed = await prepare(dependencies, asking, request);
      await answer(dependencies, providerOf(asking), asking, { request, reply, handed });
    });
  for (const name of published)
    addRoute(app, name, async (request, reply) => {
      const { tenant } = await enter(dependencies, name, request);
      const issuer = dependencies.originOf(tenant.slug);
      const document =
        name === 'oauth.resource'
          ? resourceMetadata(issuer, dependencies.scopes)
          : serverMetadata(issuer, dependencies.scopes, await dependencies.settings(tenant));
      return reply
        .header('cache-control', 'public, max-age=300')
        .type('application/json; charset=utf-8')
        .send(JSON.stringify(document));
    });
  addRoute(app, 'oauth.register', async (request, reply) => {
    const asking = await enter(dependencies, 'oauth.register', request);
    const { status, body } = await register(dependencies, asking, bodyOf(request) ?? Buffer.alloc(0));
    if ('error' in body)
      await recordProtocolRefusal(dependencies, asking, { error: String(body.error), clientName: null });
    return reply
      .code(status)
      .header('cache-control', 'no-store')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(body));
  });
}

type Served = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

interface Handed {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly handed: Prepared;
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

function addRoute(app: FastifyInstance, name: EndpointName, handler: Handler): void {
  const { methods, path, bodyBytes } = endpoints[name];
  app.route({
    method: [...methods],
    url: path,
    exposeHeadRoute: false,
    bodyLimit: Math.max(bodyBytes, 1),
    config: { endpoint: name },
    handler,
  });
}

/** Whose server this is. */
async function enter(
  dependencies: OAuthDependencies,
  endpoint: EndpointName,
  request: FastifyRequest,
): Promise<Asking> {
  const { arrival } = request;
  // The platform issues no tokens, and under another name of the tenant its server would be another issuer.
  if (!arrival?.tenant || arrival.ownOrigin !== dependencies.originOf(arrival.tenant.slug))
    throw new WardroomError('not_found');
  const { tenant, address, requestId } = arrival;
  const asking = { endpoint, tenant, address, requestId };
  await admit(dependencies, asking);
  return asking;
}

/** Whether the server of this tenant answers, and whether there is room. */
export async function admit(
  dependencies: Pick<OAuthDependencies, 'limit' | 'recordRefusal'>,
  asking: Asking,
): Promise<void> {
  const refuse = (error: WardroomError) => recorded(dependencies, asking, error);
  if (asking.tenant.status !== 'active') throw await refuse(new WardroomError('tenant_suspended'));
  const { allowed, retryAfterSeconds } = dependencies.limit(asking);
  if (!allowed) throw await refuse(new WardroomError('rate_limited', { retryAfterSeconds }));
}

const bodyOf = ({ body }: FastifyRequest): Buffer | null => (Buffer.isBuffer(body) ? body : null);

async function answer(
  { originOf }: OAuthDependencies,
  served: Served,
  asking: Asking,
  { request, reply, handed }: Handed,
): Promise<void> {
  const { state, ...parts } = handed;
  const { address, tenant } = asking;
  const forLibrary = handOver(request.raw, { issuer: originOf(tenant.slug), address, ...parts });
  bindState(forLibrary, state);
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) reply.raw.setHeader(name, value as string);
  await served(forLibrary, reply.raw);
}
