/**
 * The network of the SDK, for a program that signs in: keeps the cookies of the one server it talks to and sends its
 * origin, as a browser would. `*.localhost` is loopback by definition (RFC 6761, section 6.3), which Node's resolver
 * does not know.
 */
import { type IncomingHttpHeaders, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { type FetchAnswer, type FetchInit, WardroomApiError } from '@wardroom/sdk';

const maxAnswerBytes = 64 * 1024 * 1024;
/** Before anything was sent: the call has certainly not been carried out. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

export interface CookieFetch {
  readonly fetch: (url: string, init: FetchInit) => Promise<FetchAnswer>;
  close(): void;
}

export function createCookieFetch(server: URL): CookieFetch {
  const isSecure = server.protocol === 'https:';
  const agent = isSecure ? new TlsAgent({ keepAlive: true }) : new PlainAgent({ keepAlive: true });
  const send = isSecure ? tlsRequest : plainRequest;
  const cookies = new Map<string, string>();
  return {
    async fetch(url, { method, headers, body, signal }) {
      const { hostname, host, port, pathname, origin } = new URL(url);
      if (origin !== server.origin) throw new TypeError('cookies belong to one server');
      const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost');
      const sent = send({
        agent,
        host: isLocal ? '127.0.0.1' : hostname.replace(/^\[|\]$/g, ''),
        port,
        servername: hostname,
        path: pathname,
        method,
        signal,
        headers: {
          ...headers,
          host,
          origin,
          ...cookieHeader(cookies),
          'content-length': Buffer.byteLength(body),
        },
      });
      sent.end(body);
      const answer = await readAnswer(sent).catch((error: unknown) => {
        throw failureOf(error, origin);
      });
      keepCookies(cookies, answer.headers);
      return present(answer);
    },
    close: () => agent.destroy(),
  };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function readAnswer(sent: ReturnType<typeof plainRequest>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxAnswerBytes) sent.destroy(new Error('the answer is too large'));
        else chunks.push(chunk);
      });
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
  });
}

function failureOf(error: unknown, origin: string): unknown {
  if (!(error instanceof Error) || !neverSent.has(String(Reflect.get(error, 'code')))) return error;
  return new WardroomApiError('unavailable', {
    status: 0,
    detail: `No server answers at ${origin}.`,
    cause: error,
  });
}

const cookieHeader = (cookies: ReadonlyMap<string, string>): Record<string, string> =>
  cookies.size === 0 ? {} : { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') };

function keepCookies(cookies: Map<string, string>, headers: IncomingHttpHeaders): void {
  for (const line of headers['set-cookie'] ?? []) {
    const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (value === '') cookies.delete(name);
    else cookies.set(name, value);
  }
}

const present = ({ status, headers, text }: Answer): FetchAnswer => ({
  ok: status >= 200 && status < 300,
  status,
  headers: { get: (name) => headers[name.toLowerCase()]?.toString() ?? null },
  text: async () => text,
});
