/**
 * Prometheus metrics. Labels are closed sets (operations, codes, pools, domains): no tenant, person or address is ever a
 * label, because whoever reads metrics operates the deployment and is a principal of no tenant.
 */
import { findOperation } from '@wardroom/contract';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface PoolCounts {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** Where current values are read when somebody asks. */
export interface MetricSources {
  readonly laneDepth: () => number;
  readonly pools: Readonly<Record<string, PoolCounts>>;
  readonly sockets: () => number;
  readonly connections: () => number;
  readonly limitBuckets: () => number;
  /** Milliseconds that the oldest audit entry without a place has waited, and tenants that cannot be sealed. */
  readonly audit: () => { readonly lagMs: number; readonly stuck: number };
  /** Of witnesses and anchors: age of the oldest checkpoint that one of them has not got, and how many fail now. */
  readonly trust: () => Readonly<
    Record<'witnesses' | 'anchors', { readonly lagMs: number; readonly failing: number }>
  >;
  /** Feeds of audit logs that fail now; of the one furthest behind: entries, and the age of the oldest in milliseconds. */
  readonly feeds: () => { readonly failing: number; readonly entries: number; readonly lagMs: number };
  readonly drainKeyUses: () => readonly { domain: string; kind: string; count: number }[];
}

export interface Metrics {
  /** One answered call. `code` is `ok` or the code of the error. */
  answered(operation: string, code: string, durationMs: number): void;
  /** A request that the edge refused before it became a call. */
  refused(code: string): void;
  committed(events: number): void;
  /** One batch of the sequencer. */
  sealed(batch: { readonly entries: number; readonly checkpoints: number }): void;
  /** Registers where gauges are read; called once, when everything exists. */
  observe(sources: MetricSources): void;
  /** Prometheus text format 0.0.4. */
  print(): Promise<string>;
  readonly contentType: string;
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'wardroom_' });
  const operations = new Counter({
    name: 'wardroom_operations_total',
    help: 'Answered calls by operation and code.',
    labelNames: ['operation', 'code'],
    registers,
  });
  const durations = new Histogram({
    name: 'wardroom_operation_seconds',
    help: 'Time from the parsed request to the answer.',
    labelNames: ['operation'],
    buckets: seconds,
    registers,
  });
  const refusals = new Counter({
    name: 'wardroom_requests_refused_total',
    help: 'Requests that the HTTP edge refused before they became calls.',
    labelNames: ['code'],
    registers,
  });
  const commits = new Counter({
    name: 'wardroom_commits_total',
    help: 'Committed transactions that appended events.',
    registers,
  });
  const events = new Counter({ name: 'wardroom_events_total', help: 'Events appended to logs.', registers });
  const sealed = new Counter({
    name: 'wardroom_audit_sealed_total',
    help: 'Audit entries that got their place.',
    registers,
  });
  const checkpoints = new Counter({
    name: 'wardroom_audit_checkpoints_total',
    help: 'Signed checkpoints of audit logs.',
    registers,
  });
  return {
    answered(operation, code, durationMs) {
      const known = findOperation(operation) ? operation : 'unknown';
      operations.inc({ operation: known, code });
      durations.observe({ operation: known }, durationMs / 1000);
    },
    refused: (code) => refusals.inc({ code }),
    committed(count) {
      commits.inc();
      events.inc(count);
    },
    sealed(batch) {
      sealed.inc(batch.entries);
      checkpoints.inc(batch.checkpoints);
    },
    observe: (sources) => registerSources(registry, sources),
    print: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function registerSources(registry: Registry, sources: MetricSources): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('wardroom_lane_depth', 'Commands that wait in all lanes.', sources.laneDepth);
  gauge('wardroom_sockets', 'Open realtime connections.', sources.sockets);
  gauge('wardroom_connections', 'Open TCP connections.', sources.connections);
  registerAudit(gauge, sources);
  gauge('wardroom_limit_buckets', 'Rate-limit buckets in memory.', sources.limitBuckets);
  new Gauge({
    name: 'wardroom_pool_connections',
    help: 'Database connections by pool and state, and calls that wait for one.',
    labelNames: ['pool', 'state'],
    registers,
    collect() {
      for (const [pool, { totalCount, idleCount, waitingCount }] of Object.entries(sources.pools)) {
        this.set({ pool, state: 'busy' }, totalCount - idleCount);
        this.set({ pool, state: 'idle' }, idleCount);
        this.set({ pool, state: 'waiting' }, waitingCount);
      }
    },
  });
  new Counter({
    name: 'wardroom_key_uses_total',
    help: 'Uses of data keys by domain and kind.',
    labelNames: ['domain', 'kind'],
    registers,
    collect() {
      for (const { domain, kind, count } of sources.drainKeyUses()) this.inc({ domain, kind }, count);
    },
  });
}

type MakeGauge = (name: string, help: string, read: () => number) => unknown;

function registerAudit(gauge: MakeGauge, sources: Pick<MetricSources, 'audit' | 'feeds' | 'trust'>): void {
  gauge(
    'wardroom_audit_lag_seconds',
    'How long the oldest audit entry without a place has waited.',
    () => sources.audit().lagMs / 1000,
  );
  gauge(
    'wardroom_audit_stuck_tenants',
    'Tenants whose audit entries cannot be sealed now.',
    () => sources.audit().stuck,
  );
  for (const [kind, word] of [
    ['witnesses', 'witness'],
    ['anchors', 'anchor'],
  ] as const) {
    gauge(
      `wardroom_audit_${word}_lag_seconds`,
      `How long the oldest directory checkpoint has waited for the ${word} furthest behind.`,
      () => sources.trust()[kind].lagMs / 1000,
    );
    gauge(
      `wardroom_audit_${kind}_failing`,
      `Of the ${kind} of audit logs: those whose last attempt failed.`,
      () => sources.trust()[kind].failing,
    );
  }
  gauge(
    'wardroom_audit_feeds_failing',
    'Feeds of audit logs whose last attempt failed.',
    () => sources.feeds().failing,
  );
  gauge(
    'wardroom_audit_feed_lag_entries',
    'Sealed audit entries that the feed furthest behind has before it.',
    () => sources.feeds().entries,
  );
  gauge(
    'wardroom_audit_feed_lag_seconds',
    'How long the oldest sealed audit entry has waited for a feed.',
    () => sources.feeds().lagMs / 1000,
  );
}

/** A clock that only goes forward, for durations; its start means nothing. */
export const elapsedMs = (): number => performance.now();
