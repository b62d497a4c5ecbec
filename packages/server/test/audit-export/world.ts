/** A tenant with a sealed log, its export through the real pipeline by the SDK, and the verdict of the verifier. */
import type { OperationName, Operations, OutputOf } from '@wardroom/contract';
import {
  beginAuditExport,
  type Call,
  type ExportOptions,
  type ExportSink,
  type ExportState,
  writeAuditExport,
} from '../../../sdk/src/index.ts';
import { type ExportReport, type Progress, verifyExport } from '../../../verifier/src/index.ts';
import { nodeCrypto } from '../../../verifier/src/node.ts';
import { logKeysOf } from '../../src/kernel/audit/trust/log-keys.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { auditProofImplementations } from '../../src/modules/audit-proofs/index.ts';
import { entryOf, recordAll, steppedSequencer } from '../../src/testing/audit/sequencer.ts';
import type { TenantFixture, Who } from '../../src/testing/fixtures.ts';
import { createHarness, type Harness } from '../../src/testing/harness.ts';

export type Output = OutputOf<Operations['audit.exports.read']>;

export interface World {
  readonly harness: Harness;
  /** Of the log. */
  readonly clock: Clock;
  /** Adds so many entries and seals all that wait, with a checkpoint over them. */
  grow(count: number, tenant?: TenantFixture): Promise<void>;
  advance(ms: number): void;
  callAs(who: Who, tenant?: TenantFixture): Call;
  /** The key of the log, as somebody knows it from elsewhere. */
  pinned(tenant?: TenantFixture): Promise<string[]>;
  /** As the owner of the database, with every trigger of the log switched off. */
  rewrite(sql: string, values?: readonly unknown[]): Promise<void>;
  close(): Promise<void>;
}

const mostAtOnce = 4_000;
const sealed = ['audit_log', 'audit_tiles', 'audit_checkpoints', 'audit_openings'];

/** @param isAged whether sessions and keys grow older with the log; otherwise only the log does */
export async function openWorld(isAged = true): Promise<World> {
  let offset = 0;
  const clock = { now: () => Date.now() + offset };
  const made: { harness?: Harness } = {};
  const harness = await createHarness({
    ...(isAged ? { clock } : {}),
    implementations: ({ database }) =>
      auditProofImplementations({
        database,
        readLogKeys: (log) => logKeysOf(platform(), () => harness.kernel.database)(log),
      }),
  });
  made.harness = harness;
  const pool = harness.poolOf('wardroom_platform', 2);
  const platform = () => pool;
  const { drain, sequencer, faults } = steppedSequencer(harness, { clock });
  const callAs: World['callAs'] = (who, tenant = harness.acme) =>
    ((name: OperationName, input: unknown) => harness.succeed(tenant, who, name, input)) as Call;
  return {
    harness,
    clock,
    async grow(count, tenant = harness.acme) {
      for (let done = 0; done < count; done += mostAtOnce) {
        const entries = Array.from({ length: Math.min(mostAtOnce, count - done) }, (_, at) =>
          entryOf(tenant, done + at),
        );
        await recordAll(harness, tenant, entries);
      }
      offset += 1_500;
      await drain();
      offset += 1_500;
      await drain();
      if (faults.length > 0) throw faults[0]?.[1];
    },
    advance(ms) {
      offset += ms;
    },
    callAs,
    async pinned(tenant = harness.acme) {
      const { keys } = await callAs('auditor', tenant)('audit.checkpoint', {});
      return keys.log;
    },
    async rewrite(sql, values = []) {
      for (const table of sealed)
        await harness.admin.query(`alter table tenant.${table} disable trigger user`);
      await harness.admin.query(sql, [...values]);
      for (const table of sealed)
        await harness.admin.query(`alter table tenant.${table} enable trigger user`);
    },
    async close() {
      await sequencer.stop();
      await harness.close();
    },
  };
}

/** A file in memory. */
export class MemorySink implements ExportSink {
  #bytes = Buffer.alloc(1_048_576);
  #end = 0;

  async write(at: number, bytes: Uint8Array): Promise<void> {
    const end = at + bytes.length;
    if (end > this.#bytes.length) {
      const larger = Buffer.alloc(end * 2);
      this.#bytes.copy(larger);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, at);
    this.#end = Math.max(this.#end, end);
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#end);
  }
}

export interface Exported {
  readonly tar: Buffer;
  readonly state: ExportState;
}

export async function exported(
  call: Call,
  input: { from?: number; to?: number; reason?: string } = {},
  options: ExportOptions = {},
): Promise<Exported> {
  const sink = new MemorySink();
  const begun = await beginAuditExport(call, input);
  const state = await writeAuditExport(call, begun, sink, options);
  return { tar: sink.bytes, state };
}

export const verify = (
  tar: Uint8Array,
  logKeys: readonly string[],
  options: { held?: readonly string[]; progress?: (progress: Progress) => void } = {},
): Promise<ExportReport> =>
  verifyExport([tar], {
    trusted: { logKeys: [...logKeys], witnessKeys: [] },
    crypto: nodeCrypto,
    ...options,
  });

/** What is wrong, and where: `root_mismatch tile/entries/000.p/5`. */
export const named = ({ findings }: ExportReport): string[] =>
  findings.map(({ code, at }) => [code, at?.file, at?.index].filter((part) => part !== undefined).join(' '));
