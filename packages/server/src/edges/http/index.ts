/**
 * The HTTP edge. Routes are derived from the operation table; every request passes the gate first. It holds no rule of
 * its own about who may do what: that is the pipeline's, the same for every edge.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeId, findOperation, WardroomError } from '@wardroom/contract';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { publicPorts } from '../../kernel/ingress/index.ts';
import { addCallRoutes, methodsOf } from './calls.ts';
import { countConnections } from './connections.ts';
import type { HttpEdge, HttpEdgeDependencies } from './dependencies.ts';
import { bodyIsAnnounced, createGate, isCallPath, requestIdHeader } from './gate.ts';
import { createLoad, type Load } from './load.ts';
import { openApiDocument } from './openapi.ts';
import { sendProblem, sendUnknownHostPage, toProblem } from './problems.ts';
import { securityHeaders } from './security-headers.ts';
import { createBoundedServer, defaultTimeouts, refuseMalformed } from './server.ts';
import { addStatusRoutes } from './status.ts';
import { loadWebApp } from './web-app.ts';
import { addWellKnown } from './well-known.ts';

export type { HttpEdge, HttpEdgeDependencies, HttpTimeouts, OriginRefusal } from './dependencies.ts';
export { openApiDocument } from './openapi.ts';

export async function createHttpEdge(dependencies: HttpEdgeDependencies): Promise<HttpEdge> {
  const { app, server } = createApp(dependencies);
  const load = createLoad({ maxRequests: 8192, maxBodyBytes: 512 * 1024 * 1024 });
  const life = { stopping: false };
  app.decorateRequest('requestUuid', null);
  app.decorateRequest('arrival', null);
  const ports = () => {
    const place = server.address();
    return publicPorts(dependencies.config, typeof place === 'object' && place ? place.port : undefined);
  };
  app.addHook('onRequest', createGate({ dependencies, ports }));
  app.addHook('onRequest', async (request, reply) => {
    if (life.stopping) reply.header('connection', 'close');
    load.enter(request);
  });
  app.addHook('onResponse', async (request) => load.leave(request));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  addCallRoutes(app, dependencies);
  addStatusRoutes(app, dependencies);
  addWellKnown(app, dependencies);
  dependencies.addStandards?.(app);
  addDocuments(app, dependencies);
  addRefusals(app, dependencies);
  await app.ready();
  const connections = countConnections(server, dependencies);
  return {
    server,
    get connections() {
      return connections();
    },
    listen: (place) => listen(server, place),
    async close(drainMs) {
      life.stopping = true;
      await close({ server, load, drainMs, elapsedMs: dependencies.elapsedMs });
    },
  };
}

function createApp(dependencies: HttpEdgeDependencies): { app: FastifyInstance; server: Server } {
  const timeouts = { ...defaultTimeouts, ...dependencies.timeouts };
  const { maxConnections } = dependencies.config;
  const made: { server?: Server } = {};
  const app = Fastify({
    logger: false,
    requestIdHeader: false,
    exposeHeadRoutes: true,
    return503OnClosing: false,
    bodyLimit: 1024,
    routerOptions: { querystringParser: () => ({}), maxParamLength: 100 },
    frameworkErrors: (error, request, reply) => {
      const requestId = dependencies.ids.next();
      reply.headers(securityHeaders(dependencies.config.publicScheme));
      reply.header(requestIdHeader, encodeId('request', requestId)).header('connection', 'close');
      void sendProblem(reply, toProblem(error).problem, (request as FastifyRequest).requestUuid ?? requestId);
    },
    clientErrorHandler: (error, socket) => refuseMalformed(dependencies.log, error, socket),
    serverFactory: (handler) => {
      made.server = createBoundedServer(handler, { timeouts, maxConnections });
      return made.server;
    },
  });
  if (made.server === undefined) throw new Error('the framework made no server');
  return { app, server: made.server };
}

function addDocuments(
  app: FastifyInstance,
  { operations, webDirectory, random }: HttpEdgeDependencies,
): void {
  const document = JSON.stringify(openApiDocument(operations));
  app.get('/openapi.json', async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(document),
  );
  const web = loadWebApp(webDirectory, random);
  app.get('/*', async (request, reply) => {
    if (isCallPath(request.url)) throw unknownCall(request);
    return web.serve(request, reply);
  });
}

function addRefusals(app: FastifyInstance, { log, metrics, ids }: HttpEdgeDependencies): void {
  app.setNotFoundHandler(async (request) => {
    throw isCallPath(request.url) ? unknownCall(request) : new WardroomError('not_found');
  });
  app.setErrorHandler(async (error, request, reply) => {
    const { problem, isBug } = toProblem(error);
    const requestId = request.requestUuid ?? ids.next();
    metrics.refused(problem.code);
    const operation = request.routeOptions.config.operation?.name;
    const fields = {
      requestId,
      edge: 'http',
      code: problem.code,
      ...(operation ? { operation } : {}),
    } as const;
    if (isBug) log.error('request.bug', fields, error);
    else log.info('request.refused', fields);
    const known = problem.code === 'method_not_allowed' ? operationOf(request) : undefined;
    if (known) reply.header('allow', methodsOf(known).join(', '));
    // The rest of a refused body is not worth reading.
    const isUnread = request.arrival === null && bodyIsAnnounced(request.raw.rawHeaders);
    if (isUnread || problem.code === 'body_too_large') reply.header('connection', 'close');
    if (problem.code === 'unknown_host' && asksForPage(request)) return sendUnknownHostPage(reply);
    return sendProblem(reply, problem, requestId);
  });
}

const asksForPage = ({ method, url, headers }: FastifyRequest): boolean =>
  method === 'GET' && !url.startsWith('/v1/') && (headers.accept ?? '').includes('text/html');

function operationOf(request: FastifyRequest) {
  const name = (request.url.split('?', 1)[0] ?? '').slice('/v1/'.length);
  const operation = findOperation(name);
  return operation?.realm === request.arrival?.realm ? operation : undefined;
}

const unknownCall = (request: FastifyRequest): WardroomError =>
  new WardroomError(operationOf(request) ? 'method_not_allowed' : 'unknown_operation');

function listen(server: Server, { port, address }: { port: number; address: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    // A listener that moves: connections that are open stay.
    if (server.listening) server.close();
    server.once('error', reject);
    server.listen({ port, host: address, backlog: 1024 }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

interface Closing {
  readonly server: Server;
  readonly load: Load;
  readonly drainMs: number;
  readonly elapsedMs: () => number;
}

async function close({ server, load, drainMs, elapsedMs }: Closing): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    if (server.listening) server.close(() => resolve());
    else resolve();
  });
  const end = elapsedMs() + drainMs;
  while (load.requests > 0 && elapsedMs() < end) await sleep(20);
  server.closeIdleConnections();
  // An answer that was just written needs a moment to leave.
  await Promise.race([closed, sleep(100)]);
  server.closeAllConnections();
  await Promise.race([closed, sleep(1_000)]);
}
