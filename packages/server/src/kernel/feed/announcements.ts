/**
 * Nodes tell one another that heads have moved: a shard number, after commit, coalesced, on one connection that
 * also listens. Never inside a business transaction: NOTIFY takes a cluster-wide lock at commit. Losing an
 * announcement costs latency only, because heads are polled as well.
 */
import type { Uuid } from '@wardroom/contract';
import { announceShards, headsChannel, listenToHeads } from './store.ts';

/** What is needed of one connection of role wardroom_directory that nobody else uses. */
export interface AnnouncementConnection {
  query(text: string, values?: unknown[]): Promise<unknown>;
  on(event: 'notification', listener: (message: Notification) => void): unknown;
  on(event: 'error' | 'end', listener: (error?: Error) => void): unknown;
  end(): Promise<void>;
  /** The backend's number: announcements of one's own are not news. */
  readonly processID?: number | null;
}

export interface Notification {
  readonly channel: string;
  readonly payload?: string | undefined;
  readonly processId: number;
}

export interface AnnouncementOptions {
  readonly connect: () => Promise<AnnouncementConnection>;
  /** Another node has committed something in this shard; null: something may have been missed. */
  readonly onAnnounced: (shard: number | null) => void;
  readonly onError: (error: unknown) => void;
}

const shards = 256;
/** Announcements of one node are at least this far apart. */
const pauseMs = 5;
const longestWaitMs = 5_000;

/** UUIDv7 ends in random bits; the last byte spreads tenants evenly. */
export const shardOf = (tenantId: Uuid): number => Number.parseInt(tenantId.slice(-2), 16) % shards;

export class Announcements {
  readonly #options: AnnouncementOptions;
  readonly #pending = new Set<number>();
  #connection: AnnouncementConnection | null = null;
  #sending = false;
  #closed = false;
  #waitMs = 100;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: AnnouncementOptions) {
    this.#options = options;
  }

  /** Resolves after the first attempt to connect, whether or not it succeeded. */
  async start(): Promise<void> {
    try {
      const connection = await this.#options.connect();
      this.#watch(connection);
      await connection.query(listenToHeads);
      if (this.#closed) return await connection.end();
      this.#connection = connection;
      this.#waitMs = 100;
      this.#options.onAnnounced(null);
      void this.#send();
    } catch (error) {
      this.#options.onError(error);
      this.#reconnect();
    }
  }

  announce(tenantId: Uuid): void {
    this.#pending.add(shardOf(tenantId));
    if (!this.#sending) void this.#send();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const connection = this.#connection;
    this.#connection = null;
    await connection?.end().catch(() => {});
  }

  #watch(connection: AnnouncementConnection): void {
    connection.on('notification', ({ channel, payload, processId }) => {
      if (channel === headsChannel && processId !== connection.processID)
        this.#options.onAnnounced(Number(payload));
    });
    const lost = (error?: Error) => {
      if (this.#connection !== connection) return;
      this.#connection = null;
      if (error) this.#options.onError(error);
      connection.end().catch(() => {});
      this.#reconnect();
    };
    connection.on('error', lost);
    connection.on('end', lost);
  }

  #reconnect(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.start(), this.#waitMs).unref();
    this.#waitMs = Math.min(this.#waitMs * 2, longestWaitMs);
  }

  async #send(): Promise<void> {
    this.#sending = true;
    while (this.#pending.size > 0 && this.#connection) {
      const batch = [...this.#pending];
      this.#pending.clear();
      // A failure is heard as `error` or `end` of the connection; others find the change by polling.
      await this.#connection.query(announceShards, [batch]).catch(this.#options.onError);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    this.#sending = false;
  }
}
