/**
 * The request as the library gets it: made anew from what the gate has established. What must never happen: a header that
 * somebody sent decides which issuer answers, or a cookie of another purpose reaches the library.
 */
import { IncomingMessage } from 'node:http';

export interface Handover {
  /** The origin of the tenant, whatever Host said. */
  readonly issuer: string;
  readonly address: string;
  /** Path and query. */
  readonly url: string;
  readonly body: Buffer | null;
  /** `name=value` of a request that began in this browser. */
  readonly cookie: string | null;
}

/** Everything else that a client sends is not for the library. */
const passed = ['accept', 'authorization', 'content-type', 'dpop', 'user-agent'] as const;

export function handOver(
  original: IncomingMessage,
  { issuer, address, url, body, cookie }: Handover,
): IncomingMessage {
  const { protocol, host } = new URL(issuer);
  const request = new IncomingMessage(original.socket);
  const headers: Record<string, string> = {
    host,
    'x-forwarded-host': host,
    'x-forwarded-proto': protocol.slice(0, -1),
    'x-forwarded-for': address,
  };
  for (const name of passed) {
    const value = original.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  if (cookie !== null) headers['cookie'] = cookie;
  if (body !== null) headers['content-length'] = String(body.length);
  else delete headers['content-type'];
  Object.assign(request, { method: original.method, url, headers, httpVersion: '1.1' });
  request.rawHeaders = Object.entries(headers).flat();
  // It is all here: else its end would be taken for a lost connection, and the socket closed.
  request.complete = true;
  if (body !== null) request.push(body);
  request.push(null);
  return request;
}
