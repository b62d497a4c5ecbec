/** The edge on a real socket with an executor that only remembers, for tests of what happens before and after a call. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { operations, type Uuid, WardroomError } from '@wardroom/contract';
import type { Call } from '../../kernel/call.ts';
import { systemClock } from '../../kernel/clock.ts';
import type { Outcome } from '../../kernel/execute.ts';
import { createIds } from '../../kernel/ids.ts';
import { createLog } from '../../kernel/log/index.ts';
import { createMetrics } from '../../kernel/metrics/index.ts';
import { systemRandom } from '../../kernel/random.ts';
import type { Tenant } from '../../kernel/tenant.ts';
import { createHttpEdge, type HttpEdgeDependencies, type OriginRefusal } from './index.ts';

export interface Rehearsal {
  readonly port: number;
  readonly calls: Call[];
  readonly refusals: OriginRefusal[];
  readonly logLines: string[];
  /** What the next calls answer. */
  outcome: Outcome | ((call: Call) => Promise<Outcome>);
  ask(options: Asked): Promise<Answered>;
  /** Sends bytes as they are and reads until the server ends the connection, or for `waitMs`. */
  raw(bytes: string | Buffer, waitMs?: number): Promise<{ text: string; ended: boolean }>;
  close(): Promise<void>;
}

export interface Asked {
  readonly path: string;
  readonly method?: string;
  readonly host?: string;
  /** Absent: the host's own. null: none. */
  readonly origin?: string | null;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer | undefined;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly text: string;
  readonly code: string | undefined;
}

const tenantOf = (slug: string): Tenant => ({
  id: `00000000-0000-7000-8000-0000000000${slug === 'acme' ? 'a0' : 'b0'}` as Uuid,
  slug,
  name: slug,
  status: 'active',
  tier: 'shared',
  region: 'local',
  demo: false,
  createdAt: 0,
});

export const answerOk = (output: unknown = {}): Outcome => ({
  limit: { allowed: true, limit: 100, remaining: 99, resetSeconds: 1, retryAfterSeconds: 0 },
  answer: { ok: true, output },
});

export async function rehearse(overrides: Partial<HttpEdgeDependencies> = {}): Promise<Rehearsal> {
  const calls: Call[] = [];
  const refusals: OriginRefusal[] = [];
  const logLines: string[] = [];
  const rehearsal = { outcome: answerOk() as Rehearsal['outcome'] };
  const execute = async (call: Call) => {
    calls.push(call);
    return typeof rehearsal.outcome === 'function' ? rehearsal.outcome(call) : rehearsal.outcome;
  };
  const edge = await createHttpEdge({
    config: {
      baseDomain: 'localhost',
      publicScheme: 'http',
      publicPort: undefined,
      trustedProxies: [],
      maxConnections: 1000,
      maxConnectionsPerAddress: 20,
    },
    operations: Object.values(operations),
    executeTenant: execute,
    executePlatform: execute,
    publishedKeys: async ({ slug }) => ({ keys: [{ kid: slug }] }),
    resolveHost: async (host) =>
      /^(acme|globex)\.(localhost|chat\.example\.com)(:\d+)?$/.test(host)
        ? tenantOf(host.split('.')[0] ?? '')
        : null,
    recordOriginRefusal: async (refusal) => void refusals.push(refusal),
    isReady: async () => true,
    metrics: createMetrics(),
    metricsToken: null,
    log: createLog({
      level: 'debug',
      clock: systemClock,
      destination: { write: (line) => void logLines.push(line) },
    }),
    ids: createIds(systemClock, systemRandom),
    elapsedMs: () => systemClock.now(),
    random: systemRandom,
    webDirectory: '/nonexistent',
    ...overrides,
  });
  const port = await edge.listen({ port: 0, address: '127.0.0.1' });
  return Object.assign(rehearsal, {
    port,
    calls,
    refusals,
    logLines,
    ask: (asked: Asked) => ask(port, asked),
    raw: (bytes: string | Buffer, waitMs = 3_000) => raw(port, bytes, waitMs),
    close: () => edge.close(100),
  });
}

export const failWith = (...of: ConstructorParameters<typeof WardroomError>): Outcome => ({
  limit: null,
  answer: { ok: false, error: new WardroomError(...of) },
});

function ask(port: number, asked: Asked): Promise<Answered> {
  const { path, method = 'POST', body, headers = {} } = asked;
  const host = asked.host ?? `acme.localhost:${port}`;
  const origin = asked.origin === undefined ? `http://${host}` : asked.origin;
  const sent = {
    host,
    ...(origin === null ? {} : { origin }),
    ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { port, host: '127.0.0.1', path, method, headers: sent, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const { statusCode: status = 0, headers: answered, rawHeaders } = response;
          resolve({ status, headers: answered, rawHeaders, text, code: codeOf(text) });
        });
      },
    );
    request.on('error', reject);
    request.end(body ?? (method === 'POST' ? '{}' : undefined));
  });
}

function codeOf(text: string): string | undefined {
  try {
    const { code } = JSON.parse(text) as { code?: string };
    return code;
  } catch {
    return undefined;
  }
}

function raw(
  port: number,
  bytes: string | Buffer,
  waitMs: number,
): Promise<{ text: string; ended: boolean }> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const finish = (ended: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text, ended });
    };
    const timer = setTimeout(() => finish(false), waitMs);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => finish(true));
    socket.on('close', () => finish(true));
    socket.write(bytes);
  });
}
