/**
 * Operations over HTTP, with a key or with the cookie that signing in gives. `*.localhost` is loopback by definition
 * (RFC 6761, section 6.3), which Node's resolver does not know.
 */
import { request as httpRequest, type IncomingHttpHeaders, Agent as PlainAgent } from 'node:http';
import { request as httpsRequest, Agent as TlsAgent } from 'node:https';
import { type ErrorCode, errorCodes, type OperationName, type Problem } from '@wardroom/contract';
import { CallError, UsageError } from '../failure.ts';
import type { Call, Connection } from './connection.ts';

const timeoutMs = 120_000;
const maxAnswerBytes = 64 * 1024 * 1024;

export interface OpenOptions {
  /** Address of the platform host or of a workspace. */
  readonly server: string;
  /** Sent as a bearer token. Without it, cookies of the server are kept. */
  readonly key?: string | undefined;
}

/** A connection; nothing is sent yet. */
export function openConnection({ server, key }: OpenOptions): Connection {
  const address = addressOf(server);
  const secure = address.protocol === 'https:';
  const agent = secure ? new TlsAgent({ keepAlive: true }) : new PlainAgent({ keepAlive: true });
  const cookies = new Map<string, string>();
  const exchange = async (name: OperationName, input: unknown) => {
    const answer = await post({
      address,
      agent,
      path: `/v1/${name}`,
      headers: credentialOf(key, cookies),
      body: input,
    });
    keepCookies(cookies, answer.headers);
    return readAnswer(answer);
  };
  return {
    origin: address.origin,
    call: exchange as Call,
    async close() {
      agent.destroy();
    },
  };
}

function addressOf(server: string): URL {
  const address = URL.canParse(server) ? new URL(server) : null;
  if (address === null || !/^https?:$/.test(address.protocol))
    throw new UsageError(`\`${server}\` is no address such as http://acme.localhost:8420.`);
  if (address.username !== '' || address.password !== '' || address.hash !== '' || address.search !== '')
    throw new UsageError('The address of a server has no name, password, query or fragment.');
  return address;
}

function credentialOf(key: string | undefined, cookies: ReadonlyMap<string, string>): Record<string, string> {
  if (key !== undefined) return { authorization: `Bearer ${key}` };
  if (cookies.size === 0) return {};
  return { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
}

function keepCookies(cookies: Map<string, string>, headers: IncomingHttpHeaders): void {
  for (const line of headers['set-cookie'] ?? []) {
    const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (value === '') cookies.delete(name);
    else cookies.set(name, value);
  }
}

interface Post {
  readonly address: URL;
  readonly agent: PlainAgent;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function post({ address, agent, path, headers, body }: Post): Promise<Answer> {
  const { hostname, host, port, protocol, origin } = address;
  const content = Buffer.from(JSON.stringify(body));
  const local = hostname === 'localhost' || hostname.endsWith('.localhost');
  const send = protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(unreachable(origin, cause));
    const request = send(
      {
        agent,
        host: local ? '127.0.0.1' : hostname.replace(/^\[|\]$/g, ''),
        port: port === '' ? undefined : Number(port),
        servername: hostname,
        path,
        method: 'POST',
        timeout: timeoutMs,
        headers: {
          ...headers,
          host,
          origin,
          'content-type': 'application/json',
          'content-length': content.length,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > maxAnswerBytes) request.destroy(new Error('answer too large'));
          else chunks.push(chunk);
        });
        response.on('error', fail);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      },
    );
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', fail);
    request.end(content);
  });
}

function readAnswer({ status, headers, text }: Answer): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (status === 200 && value !== undefined) return value;
  const problem = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const { code, detail, requestId, problems } = problem;
  if (typeof code !== 'string' || !Object.hasOwn(errorCodes, code))
    throw new CallError({
      code: 'unreachable',
      detail: `What answers there is no Wardroom (HTTP status ${status}).`,
    });
  const retryAfter = Number(headers['retry-after']);
  throw new CallError({
    code: code as ErrorCode,
    detail: typeof detail === 'string' ? detail : errorCodes[code as ErrorCode].detail,
    requestId: typeof requestId === 'string' ? requestId : undefined,
    problems: Array.isArray(problems) ? (problems as Problem[]) : undefined,
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
  });
}

const unreachable = (origin: string, cause: unknown): CallError =>
  new CallError({ code: 'unreachable', detail: `No server answers at ${origin}.`, cause });
