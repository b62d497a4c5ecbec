/** Gathers what is to be written down of a tenant, one write at a time, so that bookkeeping never makes an answer wait. */
import type { Uuid } from '@wardroom/contract';

export interface GatheringOptions<Item> {
  readonly write: (tenantId: Uuid, due: ReadonlyMap<Uuid, Item>) => Promise<void>;
  /** What could not be written is not tried again by itself. */
  readonly onFailed: (ids: readonly Uuid[], error: unknown) => void;
}

export interface Gathering<Item> {
  /** `merge` gets what waits under this id already. */
  add(tenantId: Uuid, id: Uuid, merge: (waiting: Item | undefined) => Item): void;
  /** Resolves when nothing is being written; for shutting down. */
  settled(): Promise<void>;
}

export function createGathering<Item>({ write, onFailed }: GatheringOptions<Item>): Gathering<Item> {
  const waiting = new Map<Uuid, Map<Uuid, Item>>();
  const running = new Map<Uuid, Promise<void>>();

  const drain = async (tenantId: Uuid): Promise<void> => {
    // What comes in the same turn of the event loop is one write.
    await Promise.resolve();
    for (let due = waiting.get(tenantId); due !== undefined; due = waiting.get(tenantId)) {
      waiting.delete(tenantId);
      try {
        await write(tenantId, due);
      } catch (error) {
        onFailed([...due.keys()], error);
      }
    }
    running.delete(tenantId);
  };

  return {
    add(tenantId, id, merge) {
      const due = waiting.get(tenantId) ?? new Map<Uuid, Item>();
      waiting.set(tenantId, due.set(id, merge(due.get(id))));
      if (!running.has(tenantId)) running.set(tenantId, drain(tenantId));
    },
    async settled() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}
