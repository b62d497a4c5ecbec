/**
 * The composition root: the only place that knows every part. Starts them in order and remembers how to stop each, in
 * reverse. What must never happen: a part answers before those below it are ready, or the listener leaves loopback
 * before somebody owns the deployment.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { operations } from '@wardroom/contract';
import { type RunningDatabase, startDatabase } from './app/database.ts';
import { openEgress } from './app/egress.ts';
import { startFeeder } from './app/feeder.ts';
import { createKernels, type Kernels } from './app/kernels.ts';
import { tenantTasks } from './app/modules.ts';
import { createAuthorisationServer } from './app/oauth.ts';
import { originRefusalRecorder } from './app/origin-refusals.ts';
import { jobConcurrency, openPools, type Pools } from './app/pools.ts';
import { startPruner } from './app/pruner.ts';
import { createContentSource } from './app/realtime-content/index.ts';
import { type SequencerDoor, startSequencer } from './app/sequencer.ts';
import { startTrust } from './app/trust.ts';
import { createUses, type Uses } from './app/uses.ts';
import { createHttpEdge, type HttpEdge } from './edges/http/index.ts';
import { createRealtimeEdge, type RealtimeEdge } from './edges/realtime/index.ts';
import { createWorker, type Worker } from './edges/worker/index.ts';
import type { Feeder } from './kernel/audit/feeds/index.ts';
import type { Trust } from './kernel/audit/trust/index.ts';
import type { Call } from './kernel/call.ts';
import { type Config, checkoutDirectory } from './kernel/config/index.ts';
import { runMigration } from './kernel/database/migrate/run.ts';
import type { Directory } from './kernel/directory/directory.ts';
import type { Egress } from './kernel/egress/index.ts';
import { execute, type Outcome } from './kernel/execute.ts';
import { createHeads, Feeds } from './kernel/feed/index.ts';
import { createAddressReader, originOf, publicPorts, readPartnerKeys } from './kernel/ingress/index.ts';
import type { Log } from './kernel/log/index.ts';
import { createMetrics, elapsedMs, type Metrics } from './kernel/metrics/index.ts';
import { executePlatform } from './kernel/platform/index.ts';
import { engineHasStopped } from './kernel/policies/index.ts';
import {
  type DataDirectory,
  openDataDirectory,
  readSecretFile,
  type StartupError,
  type StopStack,
} from './kernel/process/index.ts';
import { systemRandom } from './kernel/random.ts';
import { ensureSetupLink } from './modules/setup/index.ts';

export interface AppOptions {
  readonly config: Config;
  readonly log: Log;
  /** Everything that was started stands on it, also when the start fails half way. */
  readonly stack: StopStack;
}

export interface App {
  /** Origin of the platform host. */
  readonly address: string;
  readonly setupLink: string | null;
  /** Resolves with the reason when the process cannot go on. */
  readonly lost: Promise<StartupError>;
}

/** How long running calls may take when the process stops. */
export const drainMs = 10_000;
const sweepMs = 5_000;
const loopback = '127.0.0.1';

/** Directory, database, migration: what `migrate` and `serve` have in common. */
export async function prepare({ config, log, stack }: AppOptions): Promise<Prepared> {
  const data = await openDataDirectory({
    path: config.dataDirectory,
    passphraseFile: config.keyPassphraseFile,
    random: systemRandom,
  });
  stack.push('data directory', data.release);
  const database = await startDatabase({ config, directory: data.postgres, log });
  stack.push('database', database.stop);
  const applied = await runMigration(database.adminUrl, data.secrets);
  log.info('migration.finished', { count: applied.length });
  return { data, database, applied };
}

interface Prepared {
  readonly data: DataDirectory;
  readonly database: RunningDatabase;
  readonly applied: readonly string[];
}

interface Running extends AppOptions {
  readonly pools: Pools;
  readonly database: RunningDatabase;
  readonly kernels: Kernels;
  /** The only way to what tenants name outside. */
  readonly egress: Egress;
  /** The origin of a tenant by its slug. */
  readonly originOf: (slug: string) => string;
  readonly metrics: Metrics;
  readonly feeds: Feeds;
  /** On nodes that do the work behind requests. */
  sequencer?: SequencerDoor;
  feeder?: Feeder;
  trust?: Trust;
  readonly life: { isStopping: boolean; port: number | undefined };
}

export async function startApp(options: AppOptions): Promise<App> {
  const { config, log, stack } = options;
  const { data, database } = await prepare(options);
  const pools = openPools({ address: database.address, secrets: data.secrets, config, log });
  stack.push('pools', pools.end);
  const life: Running['life'] = { isStopping: false, port: undefined };
  const metrics = createMetrics();
  const hooks: {
    feeds?: Feeds;
    ends?: Feeds;
    worker?: Worker;
    directory?: Directory;
    sequencer?: SequencerDoor;
  } = {};
  const egress = await startEgress(options, () => hooks.directory);
  const addressOf = (name: string) => addressIn(config, life.port, name);
  const originOfTenant = (slug: string) => addressOf(`${slug}.${config.baseDomain}`);
  const kernels = createKernels({
    ...{ config, data, pools, log, egress },
    addressOf: originOfTenant,
    epoch: () => requireFeeds(hooks.feeds).epoch,
    onCommitted(tenantId, events) {
      metrics.committed(events.length);
      hooks.feeds?.onCommitted(tenantId, events);
      hooks.ends?.onCommitted(tenantId, events);
      hooks.worker?.poke();
    },
    onRecorded: () => hooks.sequencer?.poke(),
  });
  hooks.directory = kernels.tenants.directory;
  const feeds = await startFeeds(options, pools, kernels);
  hooks.feeds = feeds;
  hooks.ends = await startEnds(options, pools, kernels);
  const running: Running = {
    ...options,
    ...{ pools, database, kernels, egress, metrics, feeds, life, originOf: originOfTenant },
  };
  if (config.nodeRoles.includes('worker')) {
    hooks.worker = await startWorker(running);
    hooks.sequencer = startSequencer({ ...running, address: database.address, secrets: data.secrets });
    startPruner(running);
    running.feeder = startFeeder(running);
    running.trust = await startTrust(running);
    running.sequencer = hooks.sequencer;
  }
  const { http, onSetup } = await startEdges(running);
  life.port = await http.listen({ port: config.port, address: loopback });
  const address = addressOf(config.baseDomain);
  const setupLink = await ensureSetupLink(setupOf(kernels, address));
  const open = () => openBeyondLoopback(running, http);
  if (setupLink === null) await open();
  else onSetup(open);
  stack.push('readiness', () => {
    life.isStopping = true;
  });
  return { address, setupLink, lost: database.lost };
}

const setupOf = ({ keyring, platform, tenants: { clock, ids } }: Kernels, platformOrigin: string) => ({
  ...{ platform: platform.database, keyring, clock, ids, random: systemRandom, platformOrigin },
});

/** Its settings are judged here, at the start. Workspaces are ours at every name they answer at. */
async function startEgress(
  { config, log, stack }: AppOptions,
  directory: () => Directory | undefined,
): Promise<Egress> {
  const isOwnHost = async (host: string) => Boolean(await directory()?.resolveHost(host));
  const egress = await openEgress({ config, log, isOwnHost });
  stack.push('egress', egress.close);
  return egress;
}

function requireFeeds(feeds: Feeds | undefined): Feeds {
  if (feeds === undefined) throw new Error('a call came before the feeds had started');
  return feeds;
}

const addressIn = (config: Config, listening: number | undefined, name: string): string =>
  originOf(config.publicScheme, name, publicPorts(config, listening)[0] ?? config.port);

/** An address that cannot be had must not leave the server without any. */
async function openBeyondLoopback({ config, life }: Running, http: HttpEdge): Promise<void> {
  const { port } = life;
  if (config.bindAddress === loopback || port === undefined) return;
  try {
    await http.listen({ port, address: config.bindAddress });
  } catch (error) {
    await http.listen({ port, address: loopback });
    throw error;
  }
}

async function startFeeds(
  { config, log, stack }: AppOptions,
  pools: Pools,
  { tenants }: Kernels,
): Promise<Feeds> {
  const feeds = new Feeds({
    database: tenants.database,
    heads: createHeads(pools.directory),
    // An embedded database has one node.
    ...(config.databaseUrl === undefined ? {} : { connect: pools.connectAnnouncements }),
    clock: tenants.clock,
    onError: (error) => log.warn('notifier.failed', {}, error),
  });
  stack.push('feeds', () => feeds.close());
  await feeds.start();
  return feeds;
}

/** What ends tokens is followed apart from what sockets show: a tenant may have the one without the other. */
async function startEnds({ log, stack }: AppOptions, pools: Pools, { tenants }: Kernels): Promise<Feeds> {
  const feeds = new Feeds({
    database: tenants.database,
    heads: createHeads(pools.directory),
    clock: tenants.clock,
    onError: (error) => log.warn('notifier.failed', {}, error),
    capacity: 64,
  });
  stack.push('ends of tokens', () => feeds.close());
  await feeds.start();
  tenants.tokens.follow(feeds);
  return feeds;
}

async function startWorker({ log, stack, pools, kernels }: Running): Promise<Worker> {
  const { database, keyring, clock } = kernels.tenants;
  const worker = createWorker({
    ...{ database, keyring, clock },
    pool: pools.worker,
    tasks: tenantTasks,
    concurrency: jobConcurrency,
    onError: (_what, error) => log.warn('worker.failed', {}, error),
  });
  stack.push('worker', () => worker.stop());
  await worker.start();
  return worker;
}

async function startEdges(
  running: Running,
): Promise<{ http: HttpEdge; onSetup: (open: () => Promise<void>) => void }> {
  const { config, log, stack, kernels, metrics } = running;
  const { tenants, platform } = kernels;
  const afterSetup: { open?: () => Promise<void> } = {};
  const executeOnPlatform = async (call: Call): Promise<Outcome> => {
    const outcome = await executePlatform(platform, call);
    // Whoever has just set up waits for nothing: the listener moves behind the answer.
    if (call.operation === 'setup.complete' && outcome.answer.ok)
      afterSetup.open?.().catch((error: unknown) => log.error('process.failed', { reason: 'bind' }, error));
    return outcome;
  };
  const uses = createUses({
    ...tenants,
    onError: (error) => log.warn('realtime.bug', { reason: 'touch' }, error),
  });
  stack.push('uses', async () => void (await Promise.all([uses.settled(), tenants.decisions.settled()])));
  const oauth = createAuthorisationServer({
    kernel: tenants,
    egress: running.egress,
    originOf: running.originOf,
    log,
  });
  stack.push('grants', oauth.settled);
  const realtime = createRealtime(running, uses);
  const http = await createHttpEdge({
    config,
    // Health and metrics answer on every node.
    operations: config.nodeRoles.includes('http') ? Object.values(operations) : [],
    executeTenant: (call) => executeForTenant(tenants, uses, call),
    executePlatform: executeOnPlatform,
    publishedKeys: oauth.publishedKeys,
    addStandards: oauth.addRoutes,
    issuerOf: ({ slug }) => running.originOf(slug),
    resolveHost: (host) => tenants.directory.resolveHost(host),
    recordOriginRefusal: originRefusalRecorder(kernels),
    isReady: () => isReady(running),
    metrics,
    metricsToken:
      config.metricsTokenFile === undefined ? null : await readSecretFile(config.metricsTokenFile),
    log,
    ids: tenants.ids,
    elapsedMs,
    random: systemRandom,
    ...(config.scanningKeysFile === undefined
      ? {}
      : { partnerKeys: readPartnerKeys(await readFile(config.scanningKeysFile, 'utf8')) }),
    webDirectory: join(checkoutDirectory, 'packages/web/dist'),
  });
  if (realtime)
    http.server.on('upgrade', (request, socket, head) => realtime.handleUpgrade(request, socket, head));
  stack.push('http', () => http.close(drainMs));
  observe(running, http, realtime);
  startSweeping(running);
  return {
    http,
    onSetup: (open) => {
      afterSetup.open = open;
    },
  };
}

function startSweeping({ stack, kernels: { keyring } }: Running): void {
  const sweeping = setInterval(() => keyring.sweep(), sweepMs);
  stack.push('sweeping', () => clearInterval(sweeping));
}

const idle = Object.freeze({ lagMs: 0, failing: 0 });

function observe(
  { kernels, pools, metrics, sequencer, feeder, trust }: Running,
  http: HttpEdge,
  realtime: RealtimeEdge | null,
): void {
  const { tenants, keyring, limiter } = kernels;
  metrics.observe({
    laneDepth: () => tenants.lanes.queued,
    pools: { read: pools.read, write: pools.write, directory: pools.directory, platform: pools.platform },
    sockets: () => realtime?.connections ?? 0,
    connections: () => http.connections,
    limitBuckets: () => limiter.size,
    audit: () => sequencer?.backlog ?? { lagMs: 0, stuck: 0 },
    trust: () => trust?.backlog ?? { witnesses: idle, anchors: idle },
    feeds: () => feeder?.backlog ?? { failing: 0, entries: 0, lagMs: 0 },
    drainKeyUses: () => [...keyring.drainUses(), ...(sequencer?.drainUses() ?? [])],
  });
}

function createRealtime(
  { config, log, stack, kernels, feeds, life }: Running,
  uses: Uses,
): RealtimeEdge | null {
  if (!config.nodeRoles.includes('realtime')) return null;
  const { tenants } = kernels;
  const realtime = createRealtimeEdge({
    execute: (call) => executeForTenant(tenants, uses, call),
    kernel: tenants,
    random: systemRandom,
    feeds,
    content: createContentSource(tenants.directory),
    hosts: {
      baseDomain: config.baseDomain,
      publicScheme: config.publicScheme,
      ports: () => publicPorts(config, life.port),
    },
    addressOf: createAddressReader(config.trustedProxies),
    touchSession: uses.connected,
    onError: (error) => log.error('realtime.bug', {}, error),
  });
  stack.push('realtime', () => realtime.close());
  return realtime;
}

async function executeForTenant(tenants: Kernels['tenants'], uses: Uses, call: Call): Promise<Outcome> {
  const outcome = await execute(tenants, call);
  if (outcome.answer.ok) await uses.called(call);
  return outcome;
}

const readinessMs = 1_000;

/** Not stopping, and the database answers a question soon. */
async function isReady({ life, database, pools }: Running): Promise<boolean> {
  if (life.isStopping || !database.isUp() || engineHasStopped()) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), readinessMs);
  createHeads(pools.directory)
    .readEpoch()
    .then(
      () => resolve(true),
      () => resolve(false),
    );
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
