/**
 * Brings the newest checkpoint of the directory to each witness. One that was away gets the newest when it is back: a
 * consistency proof covers everything between. A witness that has seen another history is the alarm that all of this is
 * for; it is recorded once, and tried again, for somebody may have restored the wrong backup.
 */
import { keyLabel } from '@wardroom/seal';
import type { Clock } from '../../clock.ts';
import { instant } from '../../database/connections.ts';
import type { Egress } from '../../egress/index.ts';
import { directoryProver } from './directory-tree.ts';
import { Patience } from './patience.ts';
import {
  addCosignature,
  type DirectoryCheckpointRow,
  readNewestCheckpoint,
  readNextCheckpoint,
  readWitnessSize,
} from './store.ts';
import { type SealerDatabase, transact } from './transact.ts';
import type { KnownWitness } from './witness-address.ts';
import { submit, type WitnessAnswer } from './witness-client.ts';

export interface WitnessingOptions extends SealerDatabase {
  readonly witnesses: readonly KnownWitness[];
  readonly egress: Pick<Egress, 'fetch'>;
  readonly clock: Clock;
  /** A witness has seen another history of the directory than this database has. */
  readonly onContradiction: (witness: string, size: number, code: 'size' | 'root') => Promise<void>;
  readonly onFault: (reason: string, error?: unknown) => void;
}

/** What the outside sees of those who are behind. */
export interface TrustBacklog {
  /** Of the one furthest behind: how long the oldest checkpoint it has not got has waited. */
  readonly lagMs: number;
  /** Whose last attempt failed. */
  readonly failing: number;
}

export class Witnessing {
  readonly #options: WitnessingOptions;
  readonly #patience = new Patience();
  /** Where a witness says that it stands, when that is not where we thought. */
  readonly #said = new Map<string, number>();
  readonly #waitsSince = new Map<string, number>();
  readonly #reported = new Set<string>();

  constructor(options: WitnessingOptions) {
    this.#options = options;
  }

  get backlog(): TrustBacklog {
    const now = this.#options.clock.now();
    const lags = [...this.#waitsSince.values()].map((since) => now - since);
    return { lagMs: Math.max(0, ...lags), failing: this.#patience.failing };
  }

  /** Every witness once, side by side: one that is slow keeps nobody else. Throws nothing. */
  async step(): Promise<void> {
    await Promise.all(
      this.#options.witnesses.map((witness) =>
        this.#serve(witness).catch((error: unknown) => {
          this.#patience.failed(witness.key, this.#options.clock.now());
          this.#options.onFault('failed', error);
        }),
      ),
    );
  }

  async #serve(witness: KnownWitness): Promise<void> {
    const { clock, onFault } = this.#options;
    const [newest] = await this.#ask<DirectoryCheckpointRow>(readNewestCheckpoint, []);
    if (newest === undefined) return;
    const [own] = await this.#ask<{ size: number }>(readWitnessSize, [witness.key]);
    const stored = own?.size ?? 0;
    const [next] = await this.#ask<DirectoryCheckpointRow>(readNextCheckpoint, [stored]);
    if (next === undefined) this.#waitsSince.delete(witness.key);
    else this.#waitsSince.set(witness.key, next.signed_at);
    if (stored >= newest.size || this.#patience.isWaiting(witness.key, clock.now())) return;
    const answer = await this.#offer(witness, newest, this.#said.get(witness.key) ?? stored);
    if (answer.kind === 'cosigned') {
      this.#said.delete(witness.key);
      this.#patience.succeeded(witness.key);
      this.#waitsSince.delete(witness.key);
      return;
    }
    this.#patience.failed(witness.key, clock.now());
    if (answer.kind === 'failed') onFault(answer.reason);
  }

  /** Once more, at once, from where the witness says that it stands. */
  async #offer(
    witness: KnownWitness,
    newest: DirectoryCheckpointRow,
    oldSize: number,
    isAgain = false,
  ): Promise<WitnessAnswer> {
    const { egress, pool } = this.#options;
    const { size, note } = newest;
    const isProvable = oldSize > 0 && oldSize <= size;
    const proof = isProvable ? await directoryProver(pool, size).consistency(oldSize) : [];
    const answer = await submit(egress, witness, { oldSize, proof, note });
    if (answer.kind === 'cosigned') {
      const values = [size, witness.key, answer.line, instant(answer.at)];
      await transact(this.#options, (session) => session.send(addCosignature, values));
    }
    if (answer.kind === 'contradicted') await this.#contradict(witness, size, 'root');
    if (answer.kind !== 'elsewhere') return answer;
    this.#said.set(witness.key, answer.size);
    if (answer.size > size) await this.#contradict(witness, answer.size, 'size');
    else if (answer.size === oldSize) await this.#contradict(witness, size, 'root');
    else if (!isAgain) return this.#offer(witness, newest, answer.size, true);
    return answer;
  }

  async #contradict(witness: KnownWitness, size: number, code: 'size' | 'root'): Promise<void> {
    const name = `${witness.key} ${code} ${size}`;
    if (this.#reported.has(name)) return;
    await this.#options.onContradiction(keyLabel(witness.verifier), size, code);
    this.#reported.add(name);
  }

  async #ask<Row extends object>(
    { name, text }: { readonly name: string; readonly text: string },
    values: unknown[],
  ): Promise<readonly Row[]> {
    const { rows } = await this.#options.pool.query<Row & Record<string, unknown>>({ name, text, values });
    return rows;
  }
}
