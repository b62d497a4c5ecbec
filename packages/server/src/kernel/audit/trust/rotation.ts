/**
 * A new key every quarter. It is made some minutes before it signs, so that every node has it by then; for two weeks both
 * sign; then the old one stops. Each log that the old key has signed gets a note by it that names the new one, and an
 * entry that says so: it grows, and the new key signs it, whether anybody does anything there or not.
 */
import type { Uuid } from '@wardroom/contract';
import type { Clock } from '../../clock.ts';
import { instant } from '../../database/connections.ts';
import type { Pool } from '../../database/driver.ts';
import type { Ids } from '../../ids.ts';
import type { Keyring, ScopeKeys } from '../../keyring/index.ts';
import type { Random } from '../../random.ts';
import type { AuditEntry } from '../entry.ts';
import { platformLog, scopeOfLog } from '../logs.ts';
import { sealAuditEntry } from '../seal.ts';
import { type CheckpointSigning, makeAuditKey, openedMs } from '../sequencer/index.ts';
import { insertTenantAudit, tenantAuditValues } from '../store.ts';
import {
  addAuditKey,
  addDirectoryRotation,
  addRotation,
  type DirectoryOriginRow,
  listUnrotated,
  readDirectoryOrigin,
  type UnrotatedRow,
} from './store.ts';
import { type SealerDatabase, transact } from './transact.ts';

export interface RotationOptions extends SealerDatabase {
  /** Of the role wardroom_platform. */
  readonly platform: Pool;
  readonly signing: CheckpointSigning;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  /** Of one tenant, or of everybody. */
  readonly onFault: (tenantId: Uuid | null, error: unknown) => void;
}

const dayMs = 86_400_000;
export const rotateEveryMs = 91 * dayMs;
/** Both keys sign. */
export const overlapMs = 14 * dayMs;
/** From when a key is made until it signs: every node has looked again by then, some of them twice. */
export const leadMs = 3 * openedMs;
/** From when it signs until notes name it: clocks of nodes differ. */
const settleMs = 120_000;
const logsAtOnce = 200;
const firstTenant = '00000000-0000-0000-0000-000000000000';

type Generation = CheckpointSigning['generations'][number];

export class KeyRotation {
  readonly #options: RotationOptions;

  constructor(options: RotationOptions) {
    this.#options = options;
  }

  /** Makes a key when one is due, and tells the logs of those that sign. Throws what concerns all of them. */
  async step(): Promise<void> {
    const { signing, clock } = this.#options;
    await signing.open();
    const newest = signing.generations.at(-1);
    if (newest !== undefined && newest.signs_from + rotateEveryMs - leadMs <= clock.now())
      await this.rotate(newest.generation);
    for (const [place, generation] of signing.generations.entries()) {
      const before = signing.generations[place - 1];
      if (before !== undefined && generation.signs_from + settleMs <= clock.now())
        await this.#tell(before, generation);
    }
  }

  /** The key that follows this generation. False when there is one already. */
  async rotate(after: number): Promise<boolean> {
    const { signing, keyring, random, ids, clock, platform: pool } = this.#options;
    const keys = await keyring.open({ kind: 'platform' });
    const { values, facts: metadata } = nextAuditKey(after, { keys, random, at: clock.now() });
    const entry = { ...rotated(ids.next()), resourceId: null };
    const recorded = sealAuditEntry({ ...entry, metadata }, keys, ids, clock);
    const isNew = await transact({ ...this.#options, pool }, async (session) => {
      const { rows } = await session.send(addAuditKey, values);
      if (rows.length > 0) await session.send(insertTenantAudit, tenantAuditValues(platformLog, [recorded]));
      return rows.length > 0;
    });
    signing.forget();
    await signing.open();
    return isNew;
  }

  async #tell(before: Generation, { generation, signs_from: signsFrom }: Generation): Promise<void> {
    const { onFault, signing, clock } = this.#options;
    const previousUntil = before.signs_until ?? signsFrom;
    await transact(this.#options, async (session) => {
      const { rows } = await session.send<DirectoryOriginRow & Record<string, unknown>>(readDirectoryOrigin, [
        ...[generation, instant(previousUntil)],
      ]);
      if (!rows[0] || rows[0].is_told) return;
      const note = await signing.signRotation(rows[0].origin, generation);
      await session.send(addDirectoryRotation, [generation, note, instant(clock.now())]);
    });
    for (let after: Uuid | null = firstTenant as Uuid; after !== null; ) {
      const values: readonly unknown[] = [generation, instant(previousUntil), after, logsAtOnce];
      const logs: readonly UnrotatedRow[] = await transact(this.#options, async (session) => {
        const { rows } = await session.send<UnrotatedRow & Record<string, unknown>>(listUnrotated, values);
        return rows;
      });
      for (const log of logs)
        await this.#tellLog(log, { generation, signsFrom, previousUntil }).catch((error: unknown) =>
          onFault(log.tenant_id, error),
        );
      after = logs.length < logsAtOnce ? null : (logs.at(-1)?.tenant_id ?? null);
    }
  }

  /** Note and entry together; whoever was first has done both. */
  async #tellLog(
    { tenant_id: tenantId, origin }: UnrotatedRow,
    metadata: { generation: number; signsFrom: number; previousUntil: number },
  ): Promise<void> {
    const { signing, keyring, ids, clock } = this.#options;
    const keys = await keyring.open(scopeOfLog(tenantId));
    const note = await signing.signRotation(origin, metadata.generation);
    const entry = sealAuditEntry(
      { ...rotated(ids.next()), resourceId: tenantId === platformLog ? null : tenantId, metadata },
      ...([keys, ids, clock] as const),
    );
    await transact(this.#options, async (session) => {
      const values = [tenantId, metadata.generation, note, instant(clock.now())];
      const { rows } = await session.send(addRotation, values);
      if (rows.length > 0) await session.send(insertTenantAudit, tenantAuditValues(tenantId, [entry]));
    });
  }
}

/** The key that follows a generation: parameters of `addAuditKey`, and what is said of it. */
export function nextAuditKey(
  after: number,
  { keys, random, at }: { readonly keys: ScopeKeys; readonly random: Random; readonly at: number },
) {
  const generation = after + 1;
  const signsFrom = at + leadMs;
  const previousUntil = signsFrom + overlapMs;
  const { publicKey, sealed } = makeAuditKey(keys, random, generation);
  return {
    values: [generation, publicKey, sealed, instant(signsFrom), instant(previousUntil)],
    facts: { generation, signsFrom, previousUntil },
  };
}

const rotated = (requestId: Uuid): Omit<AuditEntry, 'resourceId'> => ({
  ...{ type: 'audit.key_rotated', outcome: 'success', actorType: 'system', actorId: null },
  ...{ action: 'audit.rotateKey', resourceKind: 'Tenant', credentialId: null, address: null, requestId },
});
