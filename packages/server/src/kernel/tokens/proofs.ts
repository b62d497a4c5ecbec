/**
 * Proofs that work once: DPoP proofs (RFC 9449, 11.1) and assertions of clients (RFC 7523). The insert decides, so of any
 * number of nodes and calls that bring the same proof one goes on. Those that wait together share a transaction.
 */
import { hash } from 'node:crypto';
import { type Uuid, WardroomError } from '@wardroom/contract';
import type { TenantDatabase } from '../database/tenant-database.ts';
import type { Keyring } from '../keyring/index.ts';
import { issuePermit } from '../permit.ts';
import { writeProofs } from './store.ts';

export interface ProofsOptions {
  readonly database: Pick<TenantDatabase, 'writeAside'>;
  readonly keyring: Pick<Keyring, 'open'>;
  /** Proofs that may wait in one tenant; beyond it calls are refused as `overloaded`. */
  readonly maxWaiting?: number;
}

interface Waiting {
  readonly proof: Buffer;
  readonly expiresAt: number;
  readonly resolve: (isFirst: boolean) => void;
  readonly reject: (error: unknown) => void;
}

const maxBatch = 256;

export class Proofs {
  readonly #options: ProofsOptions;
  readonly #waiting = new Map<Uuid, Waiting[]>();

  constructor(options: ProofsOptions) {
    this.#options = options;
  }

  /** True for exactly one caller with this name in this tenant, until it has expired. */
  async use(tenantId: Uuid, name: string, expiresAt: number): Promise<boolean> {
    const proof = hash('sha256', name, 'buffer');
    const waiting = this.#waiting.get(tenantId);
    if (waiting !== undefined && waiting.length >= (this.#options.maxWaiting ?? 4096))
      throw new WardroomError('overloaded', { retryAfterSeconds: 1 });
    return new Promise<boolean>((resolve, reject) => {
      const entry = { proof, expiresAt, resolve, reject };
      if (waiting !== undefined) waiting.push(entry);
      else {
        this.#waiting.set(tenantId, [entry]);
        void this.#drain(tenantId);
      }
    });
  }

  async #drain(tenantId: Uuid): Promise<void> {
    await Promise.resolve();
    for (;;) {
      const batch = this.#waiting.get(tenantId)?.splice(0, maxBatch) ?? [];
      if (batch.length === 0) break;
      try {
        const first = await this.#write(tenantId, batch);
        for (const entry of batch) entry.resolve(first.delete(entry.proof.toString('base64')));
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    }
    this.#waiting.delete(tenantId);
  }

  /** Those that were not there yet. What comes twice in one batch is in it once. */
  async #write(tenantId: Uuid, batch: readonly Waiting[]): Promise<Set<string>> {
    const keys = await this.#options.keyring.open({ kind: 'tenant', tenantId });
    const latest = new Map(batch.map((entry) => [entry.proof.toString('base64'), entry]));
    return this.#options.database.writeAside(tenantId, keys, async (tx) => {
      const permit = issuePermit({
        ...{
          transaction: tx,
          tenantId,
          operation: 'tokens.prove',
          permission: 'credential',
          resourceId: null,
        },
      });
      const written = await writeProofs(tx, permit, [...latest.values()]);
      return new Set(written.map((proof) => proof.toString('base64')));
    });
  }
}
