/** Routes of the operation table: a request becomes a call, an outcome becomes an answer. */
import { type AnyOperation, WardroomError } from '@wardroom/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Outcome } from '../../kernel/execute.ts';
import {
  clearedSessionCookie,
  headerValues,
  type PartnerKeys,
  sessionCookie,
} from '../../kernel/ingress/index.ts';
import { parseBody } from './body.ts';
import type { HttpEdgeDependencies } from './dependencies.ts';
import type { Arrival } from './gate.ts';
import { readLeakReport } from './leak-reports.ts';
import { sendProblem } from './problems.ts';
import { acceptsGet, queryInput } from './query-input.ts';

/** POST for every operation, GET for queries without secrets; other methods get 405 with these in Allow. */
export const methodsOf = (operation: AnyOperation): string[] =>
  acceptsGet(operation) ? ['GET', 'POST'] : ['POST'];

export function addCallRoutes(app: FastifyInstance, dependencies: HttpEdgeDependencies): void {
  for (const operation of dependencies.operations) {
    app.route({
      method: methodsOf(operation),
      url: `/v1/${operation.name}`,
      exposeHeadRoute: false,
      bodyLimit: operation.limits.bodyBytes,
      config: { operation },
      handler: (request, reply) => answerCall(dependencies, operation, request, reply),
    });
  }
}

/** Operations after which the browser has no session any more. */
const endings = new Set(['sessions.end', 'operators.signOut']);

async function answerCall(
  dependencies: HttpEdgeDependencies,
  operation: AnyOperation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { arrival } = request;
  if (arrival === null) throw new Error('a call arrived past the gate');
  const began = dependencies.elapsedMs();
  const outcome = await execute(dependencies, operation, request, arrival);
  const { answer } = outcome;
  const code = answer.ok ? 'ok' : answer.error.code;
  const durationMs = dependencies.elapsedMs() - began;
  dependencies.metrics.answered(operation.name, code, durationMs);
  dependencies.log.info('request.answered', {
    requestId: arrival.requestId,
    tenantId: arrival.tenant?.id ?? null,
    edge: 'http',
    operation: operation.name,
    code,
    durationMs: Math.round(durationMs * 100) / 100,
  });
  addLimitHeaders(reply, outcome);
  if (!answer.ok) return sendProblem(reply, answer.error, arrival.requestId);
  if (outcome.sessionSecret !== undefined)
    reply.header('set-cookie', sessionCookie(arrival.realm, outcome.sessionSecret));
  else if (endings.has(operation.name)) reply.header('set-cookie', clearedSessionCookie(arrival.realm));
  return reply.code(200).type('application/json; charset=utf-8').send(JSON.stringify(answer.output));
}

const noPartners: PartnerKeys = new Map();

async function execute(
  { executeTenant, executePlatform, partnerKeys = noPartners }: HttpEdgeDependencies,
  operation: AnyOperation,
  request: FastifyRequest,
  arrival: Arrival,
): Promise<Outcome> {
  const report = operation.name === 'credentials.reportLeaked' ? readLeakReport(partnerKeys, request) : null;
  let input: unknown;
  try {
    input = report === null ? readInput(operation, request) : report.input;
  } catch (error) {
    if (error instanceof WardroomError) return { limit: null, answer: { ok: false, error } };
    throw error;
  }
  const { requestId, host, credential, address, device, startedHere } = arrival;
  const call = {
    requestId,
    edge: 'http',
    host,
    operation: operation.name,
    input,
    credential,
    address,
    device,
    startedHere,
    ...challengeOf(request.raw.rawHeaders),
  } as const;
  const outcome = await (arrival.realm === 'tenant' ? executeTenant(call) : executePlatform(call));
  return report === null ? outcome : report.answer(outcome);
}

const longestChallenge = 512;

/** One answer to a challenge. None, several and overlong ones are alike: the call counts as one without. */
function challengeOf(rawHeaders: readonly string[]): { readonly challenge?: string } {
  const [challenge, ...others] = headerValues(rawHeaders, 'wardroom-challenge');
  if (challenge === undefined || others.length > 0 || challenge.length > longestChallenge) return {};
  return { challenge };
}

function readInput(operation: AnyOperation, request: FastifyRequest): unknown {
  if (request.method === 'GET') {
    const { searchParams } = new URL(request.url, 'http://unused.invalid');
    return queryInput(operation, searchParams);
  }
  return parseBody(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
}

/** draft-ietf-httpapi-ratelimit-headers-10: q units per w seconds; r left, t seconds until full again. */
function addLimitHeaders(reply: FastifyReply, { limit }: Outcome): void {
  if (limit === null) return;
  reply.header('ratelimit-policy', `"caller";q=${limit.limit};w=60`);
  reply.header('ratelimit', `"caller";r=${limit.remaining};t=${limit.resetSeconds}`);
}
