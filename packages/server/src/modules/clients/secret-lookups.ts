/** Secrets that are looked for at the same time are looked for together. Nothing is remembered: what has ended is ended. */
import type { Uuid } from '@wardroom/contract';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import { type FoundSecret, findClientSecrets } from './store.ts';

interface Waiting {
  readonly hash: Buffer;
  readonly resolve: (found: FoundSecret | null) => void;
  readonly reject: (error: unknown) => void;
}

const maxBatch = 256;

export class SecretLookups {
  readonly #database: Pick<TenantDatabase, 'read'>;
  readonly #waiting = new Map<Uuid, Waiting[]>();

  constructor(database: Pick<TenantDatabase, 'read'>) {
    this.#database = database;
  }

  find(tenantId: Uuid, hash: Buffer): Promise<FoundSecret | null> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(tenantId);
      if (waiting !== undefined) waiting.push({ hash, resolve, reject });
      else {
        this.#waiting.set(tenantId, [{ hash, resolve, reject }]);
        void this.#drain(tenantId);
      }
    });
  }

  async #drain(tenantId: Uuid): Promise<void> {
    for (;;) {
      // What arrives in the same turn of the event loop belongs together already.
      await Promise.resolve();
      const batch = this.#waiting.get(tenantId)?.splice(0, maxBatch) ?? [];
      if (batch.length === 0) break;
      try {
        const hashes = batch.map(({ hash }) => hash);
        const rows = await this.#database.read(tenantId, (tx) => findClientSecrets(tx, hashes));
        for (const { hash, resolve } of batch)
          resolve(rows.find((row) => row.secret_hash.equals(hash)) ?? null);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#waiting.delete(tenantId);
  }
}
