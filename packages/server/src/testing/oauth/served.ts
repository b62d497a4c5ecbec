/** The authorisation server of two tenants on a real socket, with the pipeline, the modules and PostgreSQL of production. */
import {
  encodeId,
  type InputOf,
  type OperationName,
  type Operations,
  type OutputOf,
} from '@wardroom/contract';
import { Agent, fetch as undiciFetch } from 'undici';
import { createAuthorisationServer } from '../../app/oauth.ts';
import { type Rehearsal, rehearse } from '../../edges/http/rehearsal.ts';
import { systemClock } from '../../kernel/clock.ts';
import type { Egress } from '../../kernel/egress/index.ts';
import { execute, type Outcome } from '../../kernel/execute.ts';
import { createLog } from '../../kernel/log/index.ts';
import { systemRandom } from '../../kernel/random.ts';
import type { TenantFixture } from '../fixtures.ts';
import { createHarness, type Harness, type HarnessOptions } from '../harness.ts';

export interface Served {
  readonly harness: Harness;
  readonly edge: Rehearsal;
  readonly log: string[];
  /** Every path that is served. */
  routes(): readonly string[];
  origin(slug?: string): string;
  /** As `fetch`, for clients that take one: names below `localhost` are this machine. */
  readonly fetch: (url: string, init: object) => Promise<Response>;
  /** Calls an operation as somebody of a tenant, in a browser in which these requests for access began. */
  act<N extends OperationName>(
    who: Parameters<Harness['call']>[1],
    operation: N,
    input: unknown,
    startedHere?: readonly string[],
  ): Promise<OutputOf<Operations[N]>>;
  close(): Promise<void>;
}

export interface ServedOptions extends Omit<HarnessOptions, 'originOf'> {
  readonly fetched?: Egress['asFetch'];
}

/** Nothing leaves in these tests unless one of them says what comes back. */
const closed = (() => () => Promise.reject(new Error('nothing leaves here'))) as never;

export async function serveOAuth(options: ServedOptions = {}): Promise<Served> {
  const place = { port: 0 };
  const origin = (slug = 'acme') => `http://${slug}.localhost:${place.port}`;
  const harness = await createHarness({ ...options, originOf: origin });
  const lines: string[] = [];
  const log = createLog({
    level: 'debug',
    clock: systemClock,
    destination: { write: (line) => void lines.push(line) },
  });
  const egress = { asFetch: options.fetched ?? closed } as Egress;
  const server = createAuthorisationServer({ kernel: harness.kernel, egress, originOf: origin, log });
  let printed = () => '';
  const edge = await rehearse({
    executeTenant: (call) => execute(harness.kernel, call),
    resolveHost: (host) => harness.kernel.directory.resolveHost(host),
    publishedKeys: server.publishedKeys,
    addStandards: (app) => {
      server.addRoutes(app);
      printed = () => app.printRoutes({ commonPrefix: false });
    },
    log,
  });
  place.port = edge.port;
  const agent = new Agent({
    connect: { lookup: (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]) },
  });
  return {
    ...{ harness, edge, origin, log: lines },
    routes: () => pathsIn(printed()),
    fetch: ((url: string, init: object) => undiciFetch(url, { ...init, dispatcher: agent })) as never,
    async act(who, operation, input, startedHere = []) {
      const { tenant, principals }: TenantFixture = harness.acme;
      const outcome = await execute(harness.kernel, {
        ...{
          requestId: harness.parts.ids.next(),
          edge: 'http',
          host: `${tenant.slug}.localhost`,
          operation,
          input,
        },
        ...{
          credential: principals[who as 'owner'].identity,
          address: '127.0.0.1',
          device: 'test',
          startedHere,
        },
      });
      return outputOf(outcome) as never;
    },
    async close() {
      await edge.close();
      await server.settled();
      await agent.close();
      await harness.close();
    },
  };
}

/** As Fastify draws them: what is below another goes on from it. */
function pathsIn(tree: string): string[] {
  const above: string[] = [];
  return [...tree.matchAll(/^([│ ]*)[├└]── (\S+) \(/gm)].map(([, indent = '', part = '']) => {
    above.length = indent.length / 4;
    above.push(part);
    return above.join('');
  });
}

function outputOf({ answer }: Outcome): unknown {
  if (answer.ok) return answer.output;
  throw answer.error;
}

type CreateClient = Partial<Omit<InputOf<Operations['clients.create']>, 'jwks'>> & { readonly jwks?: object };

/** A client of a service of acme’s owner, which may ask in its own right. */
export async function serviceClient({ act }: Served, input: CreateClient = {}) {
  const handle = `service-${systemRandom.bytes(6).toString('hex')}`;
  const { principal } = await act('owner', 'principals.createBot', {
    handle,
    displayName: 'A service',
    kind: 'service',
  });
  const { client, secret } = await act('owner', 'clients.create', {
    ...{ name: 'A service', principalId: principal.id, authentication: 'client_secret_basic' },
    ...{ grantTypes: ['client_credentials'], scopes: ['messages:read', 'messages:write', 'channels:read'] },
    ...input,
  });
  return { id: client.id, secret: secret ?? '', principal };
}

/** An app that people sign in to: public, with refresh tokens. */
export async function publicApp({ act }: Served, input: CreateClient = {}) {
  const { client } = await act('owner', 'clients.create', {
    ...{ name: 'An app', authentication: 'none', redirectUris: ['http://127.0.0.1/callback'] },
    grantTypes: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
    scopes: ['messages:read', 'channels:read', 'people:read'],
    ...input,
  });
  return client;
}

export const personId = ({ harness }: Served, who: 'owner' | 'member' | 'member2') =>
  encodeId('principal', harness.acme.principals[who].identity.principalId);
