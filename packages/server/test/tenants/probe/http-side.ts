/** One tenant of a deployment over HTTP: its origin and the credentials of several callers. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AnyOperation } from '@wardroom/contract';
import { type Seen, type Side, withoutRequestIds } from './side.ts';

export interface HttpTenant {
  /** `https://acme.chat.example.com` */
  readonly origin: string;
  /** By kind of caller: the session secret of a browser, or an API key. */
  readonly credentials: Readonly<Record<string, { readonly session: string } | { readonly key: string }>>;
  /** Where to connect instead of what the name resolves to; Node resolves no `*.localhost`. */
  readonly connect?: { readonly host: string; readonly port: number };
}

/** GET: parameters of the URL, for queries; POST is for everything. */
export type Method = 'GET' | 'POST';

export function httpSide(tenant: HttpTenant, method: Method = 'POST'): Side {
  return {
    callers: Object.keys(tenant.credentials),
    send: async (caller, operation, input) => {
      const asked =
        method === 'GET' ? { path: withParameters(operation, input) } : { path: pathOf(operation), input };
      const answer = await ask(tenant, { caller, method, ...asked });
      return seenOf(answer);
    },
  };
}

export interface Asked {
  /** Absent: nobody. */
  readonly caller?: string;
  readonly method?: Method;
  readonly path: string;
  readonly input?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  readonly rawHeaders: readonly string[];
  readonly text: string;
}

const pathOf = (operation: AnyOperation): string => `/v1/${operation.name}`;

function withParameters(operation: AnyOperation, input: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(input))
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  return `${pathOf(operation)}?${parameters}`;
}

/** One request on a connection of its own, as a page of this origin or a program would send it. */
export function ask(tenant: HttpTenant, asked: Asked): Promise<Answered> {
  const { method = 'POST', path, input = {}, headers = {} } = asked;
  const origin = new URL(tenant.origin);
  const send = origin.protocol === 'https:' ? httpsRequest : httpRequest;
  const options = {
    host: tenant.connect?.host ?? origin.hostname,
    port: tenant.connect?.port ?? (origin.port || (origin.protocol === 'https:' ? 443 : 80)),
    servername: origin.hostname,
    method,
    path,
    agent: false,
    headers: {
      host: origin.host,
      ...(method === 'POST' ? { origin: tenant.origin, 'content-type': 'application/json' } : {}),
      ...credentialHeader(tenant, asked.caller),
      ...headers,
    },
  } as const;
  return new Promise((resolve, reject) => {
    const request = send(options, (response) => void read(response).then(resolve, reject));
    request.on('error', reject);
    request.end(method === 'POST' ? JSON.stringify(input) : undefined);
  });
}

function credentialHeader(tenant: HttpTenant, caller: string | undefined): Record<string, string> {
  const credential = caller === undefined ? undefined : tenant.credentials[caller];
  if (credential === undefined) return {};
  return 'session' in credential
    ? { cookie: `__Host-wardroom=${credential.session}` }
    : { authorization: `Bearer ${credential.key}` };
}

async function read(response: IncomingMessage): Promise<Answered> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const { statusCode: status = 0, rawHeaders } = response;
  return { status, rawHeaders, text: Buffer.concat(chunks).toString('utf8') };
}

/** Differ by chance or by time: who asks often gets less, whatever it asks for. */
const changing = new Set(['date', 'wardroom-request-id', 'ratelimit']);

/** Everything of an answer: status, every header in its order, every byte. */
export function traceOf({ status, rawHeaders, text }: Answered): string {
  const headers: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    headers.push(`${name}: ${changing.has(name.toLowerCase()) ? '*' : rawHeaders[at + 1]}`);
  }
  return [String(status), ...headers, '', withoutRequestIds(text)].join('\n');
}

export function seenOf(answer: Answered): Seen {
  const parsed: unknown = isJson(answer) ? JSON.parse(answer.text) : undefined;
  const ok = answer.status === 200;
  const code = ok ? undefined : String(Reflect.get((parsed as object | undefined) ?? {}, 'code'));
  return { ok, code, output: ok ? parsed : undefined, trace: traceOf(answer) };
}

const isJson = ({ rawHeaders }: Answered): boolean =>
  rawHeaders.some((text) => /^application\/.*json/.test(text));
