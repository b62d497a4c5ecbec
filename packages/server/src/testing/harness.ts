/**
 * The whole kernel on a database of its own: real PostgreSQL, real keys, the real pipeline. What a test changes, it
 * names: an observer of statements, a clock, the implementations of one module.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeId, type OperationName, type Uuid } from '@wardroom/contract';
import pg from 'pg';
import type { Identity, PresentedCredential } from '../kernel/call.ts';
import { type Clock, systemClock } from '../kernel/clock.ts';
import { createKernel, type KernelParts } from '../kernel/create-kernel.ts';
import { createPool } from '../kernel/database/connections.ts';
import { type ContextSigner, createContextSigner } from '../kernel/database/context-signature.ts';
import { createKeyStore } from '../kernel/database/key-store/index.ts';
import type { LoginRole } from '../kernel/database/migrate/secrets.ts';
import type { StatementObserver } from '../kernel/database/session.ts';
import { createPostgresDirectory } from '../kernel/directory/postgres-directory.ts';
import type { Egress } from '../kernel/egress/index.ts';
import type { StoredEvent } from '../kernel/event-log/event.ts';
import type { Kernel, Outcome } from '../kernel/execute.ts';
import { createIds, type Ids } from '../kernel/ids.ts';
import type { Implementation } from '../kernel/implementation.ts';
import { type KeyProvider, Keyring, openLocalProvider } from '../kernel/keyring/index.ts';
import type { Limiter } from '../kernel/limits/limiter.ts';
import { systemRandom } from '../kernel/random.ts';
import { cloneTemplate, testCluster, urlOf } from './cluster.ts';
import { executeSettled, unsampledId } from './execute-settled.ts';
import { createTenantFixture, type TenantFixture, type Who } from './fixtures.ts';
import { chooseModules } from './modules.ts';

export interface HarnessOptions {
  /** Only these instead of all modules; the table is then not checked for completeness. */
  readonly implementations?: (parts: KernelParts) => readonly Implementation[];
  readonly clock?: Clock;
  readonly observer?: StatementObserver;
  readonly limiter?: Limiter;
  /** Of a rehearsal, for tests that look outside. */
  readonly egress?: Egress;
  /** For feeds that are files. */
  readonly feedDirectory?: string;
  readonly onCommitted?: (tenantId: Uuid, events: readonly StoredEvent[]) => void;
  /** Where tenants answer; absent: at no port. */
  readonly originOf?: (slug: string) => string;
  /** Tests of many senders need the pools of production. */
  readonly maxConnections?: number;
}

export interface Harness {
  readonly kernel: Kernel;
  readonly parts: Pick<KernelParts, 'keyring' | 'clock' | 'ids' | 'random'> & {
    readonly provider: KeyProvider;
  };
  /** Superuser: sees everything. For looking, never for the product's work. */
  readonly admin: pg.Pool;
  readonly signer: ContextSigner;
  readonly database: string;
  readonly acme: TenantFixture;
  readonly globex: TenantFixture;
  /** Bugs that the pipeline has hidden from its callers. Tests of valid input expect none. */
  readonly bugs: unknown[];
  /** Mismatches between host and credential that were reported to the platform. */
  readonly mismatches: { readonly host: string; readonly credentialTenant: Uuid }[];
  /** Connection settings of one of the server's roles. */
  roleSettings(role: LoginRole): pg.ClientConfig;
  /** Another login role's pool, ended by `close`. */
  poolOf(role: LoginRole, max?: number): pg.Pool;
  call(
    tenant: TenantFixture,
    who: Who | Identity | PresentedCredential,
    operation: OperationName,
    input: unknown,
    host?: string,
  ): Promise<Outcome>;
  /** Like `call`, but throws the error and returns the output. */
  succeed<T = Record<string, unknown>>(
    tenant: TenantFixture,
    who: Who | Identity,
    operation: OperationName,
    input: unknown,
  ): Promise<T>;
  close(): Promise<void>;
}

/** Limits are proved by their own tests; here they never answer. */
const unlimited: Limiter = {
  take: () => ({
    allowed: true,
    limit: 1_000_000,
    remaining: 1_000_000,
    resetSeconds: 60,
    retryAfterSeconds: 0,
  }),
};

export async function createHarness(options: HarnessOptions = {}): Promise<Harness> {
  const database = await cloneTemplate();
  const pools = openPools(database);
  try {
    return await assemble(options, database, pools);
  } catch (error) {
    // Open pools would keep the test file alive for ever.
    await pools.end();
    throw error;
  }
}

async function assemble(
  options: HarnessOptions,
  database: string,
  pools: ReturnType<typeof openPools>,
): Promise<Harness> {
  const clock = options.clock ?? systemClock;
  const ids: Ids = createIds(clock, systemRandom);
  // PostgreSQL compares its end with the time that it has itself, whatever time a test plays.
  const signer = createContextSigner(Buffer.from(testCluster().secrets.contextKey, 'base64url'), systemClock);
  const { keyring, provider, forget } = await openKeyring(pools, signer, clock);
  const bugs: unknown[] = [];
  const mismatches: Harness['mismatches'] = [];
  const kernel = createKernel({
    readPool: pools.poolOf('wardroom_app', options.maxConnections ?? 6),
    writePool: pools.poolOf('wardroom_app', options.maxConnections ?? 6),
    signer,
    keyring,
    directory: createPostgresDirectory({
      pool: pools.poolOf('wardroom_directory'),
      keyring,
      clock,
      baseDomain: 'localhost',
    }),
    limiter: options.limiter ?? unlimited,
    clock,
    ids,
    random: systemRandom,
    originOf: options.originOf ?? ((slug) => `http://${slug}.localhost`),
    ...(options.observer ? { observer: options.observer } : {}),
    onCommitted: options.onCommitted ?? (() => {}),
    ...chooseModules(options.implementations, options),
    reportTenantMismatch: async (call, _host, identity) => {
      mismatches.push({ host: call.host, credentialTenant: identity.tenantId });
    },
    reportBug: (_call, error) => {
      bugs.push(error);
    },
  });
  const tools = { admin: pools.admin, keyring, ids, random: systemRandom, now: clock.now() };
  const acme = await createTenantFixture(tools, 'acme');
  const globex = await createTenantFixture(tools, 'globex');
  const close = async () => {
    await kernel.decisions.settled();
    await pools.end();
    forget();
  };
  const parts = { keyring, provider, clock, ids, random: systemRandom };
  return {
    kernel,
    parts,
    signer,
    database,
    acme,
    globex,
    bugs,
    mismatches,
    ...pools,
    ...callers(kernel, ids),
    close,
  };
}

function openPools(database: string) {
  const { adminUrl, socketDirectory, port, secrets } = testCluster();
  const opened: pg.Pool[] = [];
  const roleSettings = (role: LoginRole) => ({
    host: socketDirectory,
    port,
    database,
    user: role,
    password: secrets.passwords[role],
  });
  const poolOf = (role: LoginRole, max = 4): pg.Pool => {
    const pool = createPool({ ...roleSettings(role), max, applicationName: `test ${role}` }, () => {});
    opened.push(pool);
    return pool;
  };
  const admin = new pg.Pool({ connectionString: urlOf(adminUrl, database), max: 4 });
  opened.push(admin);
  const end = async () => {
    await Promise.all(opened.map((pool) => pool.end()));
  };
  return { admin, roleSettings, poolOf, end };
}

async function openKeyring({ poolOf }: ReturnType<typeof openPools>, signer: ContextSigner, clock: Clock) {
  const directory = mkdtempSync(join(tmpdir(), 'wardroom-keys-'));
  const store = createKeyStore({
    platformPool: poolOf('wardroom_platform'),
    writePool: poolOf('wardroom_app', 2),
    signer,
    clock,
  });
  const provider = await openLocalProvider({ directory });
  const forget = () => rmSync(directory, { recursive: true, force: true });
  return { keyring: new Keyring({ provider, store, clock, random: systemRandom }), provider, forget };
}

function callers(kernel: Kernel, ids: Ids): Pick<Harness, 'call' | 'succeed'> {
  const call: Harness['call'] = (tenant, who, operation, input, host = tenant.host) =>
    executeSettled(kernel, {
      requestId: unsampledId(ids),
      edge: 'http',
      host,
      operation,
      input,
      credential: typeof who === 'string' ? tenant.principals[who].identity : who,
      address: '127.0.0.1',
      device: 'test',
    });
  const succeed: Harness['succeed'] = async (tenant, who, operation, input) => {
    const { answer } = await call(tenant, who, operation, input);
    if (!answer.ok) throw answer.error;
    return answer.output as never;
  };
  return { call, succeed };
}

/** An identifier that belongs to nothing. */
export const randomId = (harness: Harness, kind: Parameters<typeof encodeId>[0]): string =>
  encodeId(kind, harness.parts.ids.next());
