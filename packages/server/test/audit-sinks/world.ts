/** Feeds between a real log and simulators of what they lead to, on a clock that the test moves. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditSinkView } from '@wardroom/contract';
import { Feeder, type FeederOptions } from '../../src/kernel/audit/feeds/index.ts';
import type { Egress, EgressSettings, EgressTimes } from '../../src/kernel/egress/index.ts';
import { MovedClock, sealEntries } from '../../src/testing/audit/pruner.ts';
import { allow, type EgressRehearsal, loopback, rehearseEgress } from '../../src/testing/egress/rehearsal.ts';
import type { TenantFixture } from '../../src/testing/fixtures.ts';
import { createHarness, type Harness } from '../../src/testing/harness.ts';
import {
  type DatadogSimulator,
  startDatadogSimulator,
} from '../../src/testing/simulators/datadog-simulator.ts';
import { type S3Simulator, startS3Simulator } from '../../src/testing/simulators/s3-object-lock-simulator.ts';
import {
  type SplunkSimulator,
  startSplunkSimulator,
} from '../../src/testing/simulators/splunk-hec-simulator.ts';

export const names = {
  splunk: 'splunk.example.com',
  datadog: 'intake.example.com',
  s3: 's3.example.com',
} as const;
export const secrets = {
  splunk: 'b0221cd8-c4b4-465a-9a3c-273e3a75aa29',
  datadog: '0123456789abcdef0123456789abcdef',
  s3: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
} as const;

export interface World {
  readonly harness: Harness;
  readonly acme: TenantFixture;
  readonly rehearsal: EgressRehearsal;
  readonly clock: MovedClock;
  readonly splunk: SplunkSimulator;
  readonly datadog: DatadogSimulator;
  readonly s3: S3Simulator;
  readonly directory: string;
  readonly faults: unknown[];
  guard(changed?: Partial<EgressSettings>, times?: EgressTimes): Egress;
  feeder(options?: Partial<FeederOptions>): Feeder;
  destination(kind: 'splunk_hec' | 'datadog' | 's3' | 'file', more?: object): Record<string, unknown>;
  create(tenant: TenantFixture, input: object): Promise<AuditSinkView>;
  sinks(tenant: TenantFixture): Promise<AuditSinkView[]>;
  find(tenant: TenantFixture, id: string): Promise<AuditSinkView>;
  seal(tenant: TenantFixture, count: number): Promise<void>;
  /** Steps until nothing is due; how many deliveries there were. */
  drain(feeder: Feeder): Promise<number>;
  close(): Promise<void>;
}

export async function createWorld(): Promise<World> {
  const rehearsal = await rehearseEgress();
  const clock = new MovedClock();
  const directory = await mkdtemp(join(tmpdir(), 'wardroom-feeds-'));
  const certificate = rehearsal.authority.issue({ names: Object.values(names) });
  const [splunk, datadog, s3] = await Promise.all([
    startSplunkSimulator(certificate, { token: secrets.splunk }),
    startDatadogSimulator(certificate, { apiKey: secrets.datadog }),
    startS3Simulator(certificate, {
      ...{ bucket: 'evidence', region: 'eu-central-1', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
      ...{ secretAccessKey: secrets.s3, hasObjectLock: true, now: () => clock.now() },
    }),
  ]);
  for (const name of Object.values(names)) rehearsal.names.set(name, { a: ['127.0.0.1'], aaaa: [] });
  const allowList = [
    allow(names.splunk, splunk.port, loopback, 'splunk_hec'),
    allow(names.datadog, datadog.port, loopback, 'datadog'),
    allow(names.s3, s3.port, loopback, 's3'),
  ];
  const guard: World['guard'] = (changed = {}, times) =>
    rehearsal.guard({ allowList, ...changed }, times === undefined ? {} : { times });
  const egress = guard();
  const harness = await createHarness({ clock, egress, feedDirectory: directory });
  const faults: unknown[] = [];
  const authority = rehearsal.authority.cert;
  const addresses = {
    splunk_hec: { address: `https://${names.splunk}:${splunk.port}`, index: 'main', authority },
    datadog: { address: `https://${names.datadog}:${datadog.port}`, tags: 'env:test', authority },
    s3: {
      ...{ address: `https://${names.s3}:${s3.port}/evidence/`, region: 'eu-central-1', prefix: 'audit/' },
      ...{ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', lock: { mode: 'COMPLIANCE', days: 400 }, authority },
    },
    file: {},
  } as const;
  const sinks: World['sinks'] = async (tenant) =>
    (await harness.succeed<{ sinks: AuditSinkView[] }>(tenant, 'auditor', 'audit.sinks.list', {})).sinks;
  return {
    ...{
      harness,
      acme: harness.acme,
      rehearsal,
      clock,
      splunk,
      datadog,
      s3,
      directory,
      faults,
      guard,
      sinks,
    },
    feeder: (options = {}) =>
      new Feeder({
        ...{ ...harness.parts, clock, egress, fileDirectory: directory },
        database: harness.kernel.database,
        pool: harness.poolOf('wardroom_worker', 2),
        onFault: (_tenantId, error) => faults.push(error),
        ...options,
      }),
    destination: (kind, more = {}) => ({ kind, ...addresses[kind], ...more }),
    async create(tenant, input) {
      const made = { name: 'A feed', ...input };
      const { sink } = await harness.succeed<{ sink: AuditSinkView }>(
        ...([tenant, 'owner', 'audit.sinks.create', made] as const),
      );
      return sink;
    },
    async find(tenant, id) {
      const found = (await sinks(tenant)).find((sink) => sink.id === id);
      assert.ok(found);
      return found;
    },
    seal: (tenant, count) => sealEntries(harness, tenant, count),
    async drain(feeder) {
      let steps = 0;
      for (let some = await feeder.step(); some > 0 && steps < 200; some = await feeder.step()) steps += some;
      return steps;
    },
    async close() {
      await harness.close();
      await Promise.all([splunk, datadog, s3].map((simulator) => simulator.close()));
      await rehearsal.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Places of the log that a collector has, in the order of their arrival. */
export const placesIn = (
  events: readonly { readonly event: Readonly<Record<string, unknown>> }[],
): number[] => events.map(({ event }) => (event['metadata'] as { sequence: number }).sequence);

/** Whom a call was refused to, by its code; `done` where it was not. */
export const codeOf = ({ answer }: Awaited<ReturnType<Harness['call']>>): string =>
  answer.ok ? 'done' : answer.error.code;

export const upTo = (end: number, from = 0): number[] =>
  Array.from({ length: end - from }, (_, position) => from + position);
