/** Errors as answers: problem details (RFC 9457), with the headers that HTTP asks for beside them. */
import {
  encodeId,
  endpoints,
  errorCodes,
  problemDetails,
  type Uuid,
  WardroomError,
} from '@wardroom/contract';
import type { FastifyReply } from 'fastify';
import { proofAlgorithms } from '../../kernel/tokens/index.ts';

export function sendProblem(reply: FastifyReply, error: WardroomError, requestId: Uuid): FastifyReply {
  const { status } = errorCodes[error.code];
  const { retryAfterSeconds, neededScopes } = error.options;
  if (status === 401) reply.header('www-authenticate', challengesOf(reply, error));
  if (error.code === 'insufficient_scope' && neededScopes)
    reply.header(
      'www-authenticate',
      `Bearer ${realmOf(reply)}, error="insufficient_scope", scope="${neededScopes.join(' ')}"`,
    );
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(Math.ceil(retryAfterSeconds)));
  const body = JSON.stringify(problemDetails(error, encodeId('request', requestId)));
  return reply.code(status).type('application/problem+json; charset=utf-8').send(body);
}

/** RFC 9110, 11.6.1; RFC 6750, 3; where the server that issues tokens is found: RFC 9728, 5.1. */
function realmOf({ request: { arrival } }: FastifyReply): string {
  const metadata = endpoints['oauth.resource'].path;
  const where = arrival?.tenant ? `, resource_metadata="${arrival.issuer}${metadata}"` : '';
  return `realm="wardroom"${where}`;
}

/** What a token was refused for is not told; that it was, is. A proof is asked for where one came (RFC 9449, 7.1). */
function challengesOf(reply: FastifyReply, refusal: WardroomError): string[] {
  const { arrival } = reply.request;
  const isToken = arrival?.credential.kind === 'token';
  const isBound = isToken && arrival.credential.proof !== undefined;
  const error = stepUpOf(refusal) ?? (isToken ? ', error="invalid_token"' : '');
  return [
    `Bearer ${realmOf(reply)}${error}`,
    ...(isBound ? [`DPoP ${realmOf(reply)}${error}, algs="${proofAlgorithms.join(' ')}"`] : []),
  ];
}

/** RFC 9470, 3: the credential is good, what it rests on is too old. Sessions are told in the same words. */
function stepUpOf({ code, options }: WardroomError): string | null {
  if (code !== 'step_up_required') return null;
  const description = 'A more recent authentication is required';
  const maxAge = options.maxAgeSeconds === undefined ? '' : `, max_age=${options.maxAgeSeconds}`;
  return `, error="insufficient_user_authentication", error_description="${description}"${maxAge}`;
}

/** A person who mistyped the address of a workspace sees a page, not JSON. It says what the problem says. */
export function sendUnknownHostPage(reply: FastifyReply): FastifyReply {
  const { status, title, detail } = errorCodes.unknown_host;
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><h1>${title}</h1><p>${detail}</p></html>`;
  return reply.code(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(page);
}

/** Codes that Fastify gives to what it refuses itself. Everything else is a bug of ours. */
const frameworkCodes = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_json',
  FST_ERR_BAD_URL: 'not_found',
  FST_ERR_ASYNC_CONSTRAINT: 'not_found',
} as const;

export function toProblem(error: unknown): { problem: WardroomError; isBug: boolean } {
  if (error instanceof WardroomError) return { problem: error, isBug: false };
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  // Whoever hangs up in the middle of a body has said nothing; nobody reads the answer.
  if (code === 'ECONNRESET') return { problem: new WardroomError('invalid_json'), isBug: false };
  if (typeof code === 'string' && Object.hasOwn(frameworkCodes, code))
    return { problem: new WardroomError(frameworkCodes[code as keyof typeof frameworkCodes]), isBug: false };
  return { problem: new WardroomError('internal', { cause: error }), isBug: true };
}
