/** Puts the platform realm together from what the composition root gives it. */
import { EntryLane } from '../audit/entry-lane.ts';
import type { Call, Identity } from '../call.ts';
import type { Tenant } from '../tenant.ts';
import type { PlatformImplementation, PlatformTable } from './implementation.ts';
import { PlatformDatabase, type PlatformDatabaseOptions } from './platform-database.ts';
import type { PlatformKernel } from './platform-kernel.ts';
import { mismatchEntry } from './refusals.ts';

export interface PlatformOptions
  extends Pick<PlatformKernel, 'limiter' | 'keyring' | 'clock' | 'ids' | 'baseDomain' | 'reportBug'>,
    PlatformDatabaseOptions {
  /** Different refusals that may wait to be recorded. */
  readonly maxWaiting?: number;
}

export interface PlatformRealm {
  readonly database: PlatformDatabase;
  readonly auditLane: EntryLane;
  /** For the tenants' pipeline: a credential of another tenant, in full to the platform log. */
  reportTenantMismatch(call: Call, host: Tenant, identity: Identity): Promise<void>;
  /** The kernel that runs these implementations. */
  serve(
    implementations: readonly PlatformImplementation[],
    buildTable: (implementations: readonly PlatformImplementation[]) => PlatformTable,
  ): PlatformKernel;
}

export function createPlatformRealm(options: PlatformOptions): PlatformRealm {
  const { keyring, limiter, clock, ids, baseDomain, reportBug } = options;
  const database = new PlatformDatabase(options);
  const auditLane = new EntryLane({
    maxWaiting: options.maxWaiting ?? 256,
    commit: async (entries) => {
      const keys = await keyring.open({ kind: 'platform' });
      await database.write(keys, async (tx) => {
        for (const entry of entries) tx.record(entry);
      });
    },
  });
  return {
    database,
    auditLane,
    reportTenantMismatch: (call, host, identity) => auditLane.record(mismatchEntry(call, host, identity)),
    serve: (implementations, buildTable) => ({
      table: buildTable(implementations),
      database,
      auditLane,
      limiter,
      keyring,
      clock,
      ids,
      baseDomain,
      reportBug,
    }),
  };
}
