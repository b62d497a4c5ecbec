/**
 * A bounded queue of audit entries that are committed in transactions of their own, before the answer they belong to
 * leaves. Equal entries that wait together become one with a count. When it is full, the call itself is refused:
 * nothing happens unrecorded.
 */
import { WardroomError } from '@wardroom/contract';
import type { AuditEntry } from './entry.ts';

interface Waiting {
  readonly entry: AuditEntry;
  count: number;
  readonly settle: { resolve: () => void; reject: (error: unknown) => void }[];
}

export interface EntryLaneOptions {
  /** Commits these entries together. */
  readonly commit: (entries: readonly AuditEntry[]) => Promise<void>;
  /** Different entries that may wait. */
  readonly maxWaiting: number;
}

export class EntryLane {
  readonly #options: EntryLaneOptions;
  #waiting = new Map<string, Waiting>();
  #running = false;

  constructor(options: EntryLaneOptions) {
    this.#options = options;
  }

  get idle(): boolean {
    return !this.#running;
  }

  /** Resolves once the entry is committed. Throws `overloaded` when the lane is full. */
  record(entry: AuditEntry): Promise<void> {
    return new Promise((resolve, reject) => {
      const key = coalescingKey(entry);
      const same = this.#waiting.get(key);
      if (same) {
        same.count += 1;
        same.settle.push({ resolve, reject });
      } else if (this.#waiting.size >= this.#options.maxWaiting) {
        reject(new WardroomError('overloaded', { retryAfterSeconds: 1 }));
      } else {
        this.#waiting.set(key, { entry, count: 1, settle: [{ resolve, reject }] });
      }
      if (!this.#running) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#running = true;
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting.values()];
      this.#waiting = new Map();
      try {
        await this.#options.commit(batch.map(({ entry, count }) => ({ ...entry, count })));
        for (const { settle } of batch) for (const { resolve } of settle) resolve();
      } catch (error) {
        for (const { settle } of batch) for (const { reject } of settle) reject(error);
      }
    }
    this.#running = false;
  }
}

/** Everything but the request id: the first request stands for those that waited with it. */
export const coalescingKey = ({ requestId: _, ...entry }: AuditEntry): string => JSON.stringify(entry);
