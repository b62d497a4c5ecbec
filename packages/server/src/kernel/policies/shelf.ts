/**
 * What the policies of each tenant are now, compiled once per node and version. What must never happen: a transaction is
 * open, or a connection taken, while policies are read from their texts; or something is decided by other policies than
 * those that its transaction sees. So a transaction that meets a version which is not here ends, its call waits without
 * holding anything, and begins anew.
 */
import { type Uuid, WardroomError } from '@wardroom/contract';
import { LRUCache } from 'lru-cache';
import type { TenantDatabase } from '../database/tenant-database.ts';
import type { Keyring } from '../keyring/index.ts';
import { type ActivePolicies, type CompilePolicies, noPolicies, readActive } from './active.ts';
import { compileSaved } from './workshop/index.ts';

export interface ShelfOptions {
  readonly database: Pick<TenantDatabase, 'read'>;
  readonly keyring: Pick<Keyring, 'open' | 'openCached'>;
  readonly onError: (error: unknown) => void;
  readonly compile?: CompilePolicies;
  /** How long a call waits for policies before it is refused. */
  readonly patienceMs?: number;
  /** How many calls of one tenant may wait for them; more are refused at once. */
  readonly maxWaiting?: number;
}

/** Ends a transaction that has met policies which this node has not compiled. Never seen outside of the kernel. */
export class PoliciesPending extends Error {
  override readonly name = 'PoliciesPending';
}

interface Known {
  readonly at: number;
  readonly policies: ActivePolicies;
}

interface Loading {
  readonly done: Promise<void>;
  waiting: number;
}

/** A version that moves on again and again while one waits for it. */
const mostAttempts = 6;

export class PolicyShelf {
  readonly #options: ShelfOptions;
  readonly #known = new LRUCache<Uuid, Known>({ max: 1_000 });
  readonly #loading = new Map<Uuid, Loading>();

  constructor(options: ShelfOptions) {
    this.#options = options;
  }

  /**
   * The state of this version, which the transaction that asks has read from the head of the tenant. Throws
   * `PoliciesPending` when it is not here.
   */
  at(tenantId: Uuid, version: number): ActivePolicies {
    if (version === 0) return noPolicies;
    const known = this.#known.get(tenantId);
    if (known?.at === version) return known.policies;
    throw new PoliciesPending(`version ${version} is not compiled here`);
  }

  /**
   * Runs what opens a transaction, and runs it anew when that has met policies which were not here. Throws `unavailable`
   * when they do not come in time: without policies nothing is allowed.
   */
  async within<T>(tenantId: Uuid, work: () => Promise<T>): Promise<T> {
    const started = this.#loading.get(tenantId);
    if (started !== undefined) await this.#wait(started);
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof PoliciesPending)) throw error;
      }
      await this.#wait(this.#load(tenantId));
    }
    throw unavailable();
  }

  /** Somebody has changed what decides: whoever calls next finds it compiled, or waits for less. */
  ahead(tenantId: Uuid): void {
    const again = () => {
      this.#load(tenantId).done.catch(this.#options.onError);
    };
    const started = this.#loading.get(tenantId);
    if (started === undefined) again();
    // What is being loaded may be older than the change.
    else started.done.then(again, again);
  }

  async #wait(loading: Loading): Promise<void> {
    const { patienceMs = 10_000, maxWaiting = 1_000 } = this.#options;
    if (loading.waiting >= maxWaiting) throw new WardroomError('overloaded', { retryAfterSeconds: 1 });
    loading.waiting += 1;
    const { promise: patience, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(unavailable()), patienceMs);
    try {
      await Promise.race([loading.done, patience]);
    } finally {
      clearTimeout(timer);
      loading.waiting -= 1;
    }
  }

  /** One at a time for each tenant, however many ask. */
  #load(tenantId: Uuid): Loading {
    const started = this.#loading.get(tenantId);
    if (started !== undefined) return started;
    const done = this.#read(tenantId).finally(() => this.#loading.delete(tenantId));
    const loading = { done, waiting: 0 };
    this.#loading.set(tenantId, loading);
    // Whoever waits is told; there may be nobody.
    done.catch(() => {});
    return loading;
  }

  async #read(tenantId: Uuid): Promise<void> {
    const { database, keyring, compile = compileSaved } = this.#options;
    const scope = { kind: 'tenant', tenantId } as const;
    try {
      const keys = keyring.openCached(scope) ?? (await keyring.open(scope));
      const { version, state } = await database.read(tenantId, readActive);
      if (this.#known.get(tenantId)?.at === version) return;
      this.#known.set(tenantId, { at: version, policies: await state(keys, compile) });
    } catch (error) {
      // In time or not at all, as for the call itself.
      if (error instanceof WardroomError && error.code === 'timeout') throw unavailable(error);
      throw error;
    }
  }
}

const unavailable = (cause?: unknown): WardroomError =>
  new WardroomError('unavailable', { retryAfterSeconds: 2, ...(cause === undefined ? {} : { cause }) });
