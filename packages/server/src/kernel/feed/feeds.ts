/**
 * The feeds of this node: one per tenant that somebody listens to here. Hints come from own commits, heads from
 * announcements of other nodes and from a poll that also proves, four times a second, that nothing is missing.
 */
import type { Uuid } from '@wardroom/contract';
import type { Clock } from '../clock.ts';
import type { TenantDatabase } from '../database/tenant-database.ts';
import type { StoredEvent } from '../event-log/event.ts';
import { readEvents } from '../event-log/store.ts';
import { type AnnouncementConnection, Announcements, shardOf } from './announcements.ts';
import type { Heads } from './store.ts';
import { type FeedListener, TenantFeed } from './tenant-feed.ts';

export interface FeedsOptions {
  readonly database: Pick<TenantDatabase, 'read'>;
  readonly heads: Heads;
  /** Absent: this node is alone and announces nothing. */
  readonly connect?: () => Promise<AnnouncementConnection>;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
  readonly pollMs?: number;
  readonly staleMs?: number;
  /** Events kept per followed tenant. */
  readonly capacity?: number;
}

/** A poll that takes longer is given up: the next may find a connection that works. */
const pollPatienceMs = 2_000;

export class Feeds {
  readonly #options: FeedsOptions;
  readonly #feeds = new Map<Uuid, TenantFeed>();
  readonly #announcements: Announcements | null;
  #poll: NodeJS.Timeout | undefined;
  #polling = false;
  #again = false;
  #epoch: Uuid | null = null;

  constructor(options: FeedsOptions) {
    this.#options = options;
    const { connect, onError } = options;
    const onAnnounced = (shard: number | null) => this.#announced(shard);
    this.#announcements = connect ? new Announcements({ connect, onAnnounced, onError }) : null;
  }

  async start(): Promise<void> {
    this.#epoch = await this.#options.heads.readEpoch();
    this.#poll = setInterval(() => this.#ask(), this.#options.pollMs ?? 250).unref();
    await this.#announcements?.start();
  }

  /** Names this incarnation of the log; part of every cursor. */
  get epoch(): Uuid {
    if (this.#epoch === null) throw new Error('the feeds have not been started');
    return this.#epoch;
  }

  /** To be called after each commit of this node; order does not matter. */
  onCommitted(tenantId: Uuid, events: readonly StoredEvent[]): void {
    this.#announcements?.announce(tenantId);
    this.#feeds.get(tenantId)?.hint(events);
  }

  /** Begins to follow a tenant's log right after a position that was its head at `readAt`. One listener per tenant. */
  follow(tenantId: Uuid, listener: FeedListener, start: { seq: number; readAt: number }): TenantFeed {
    const { clock, database, onError, capacity = 2048, staleMs = 750 } = this.#options;
    if (this.#feeds.has(tenantId)) throw new Error('a tenant is followed once per node');
    const feed = new TenantFeed({
      tenantId,
      ...start,
      listener,
      clock,
      read: (after, limit) => database.read(tenantId, (tx) => readEvents(tx, after, limit)),
      askForHead: () => this.#ask(),
      onError,
      capacity,
      staleMs,
    });
    this.#feeds.set(tenantId, feed);
    // What was committed between the reading and this line left no hint.
    this.#ask();
    return feed;
  }

  unfollow(feed: TenantFeed): void {
    feed.close();
    if (this.#feeds.get(feed.tenantId) === feed) this.#feeds.delete(feed.tenantId);
  }

  async close(): Promise<void> {
    clearInterval(this.#poll);
    for (const feed of [...this.#feeds.values()]) this.unfollow(feed);
    await this.#announcements?.close();
  }

  #announced(shard: number | null): void {
    for (const tenantId of this.#feeds.keys()) {
      if (shard === null || shardOf(tenantId) === shard) {
        this.#ask();
        return;
      }
    }
  }

  #ask(): void {
    if (this.#polling) {
      this.#again = true;
      return;
    }
    if (this.#feeds.size === 0) return;
    this.#polling = true;
    this.#readHeads()
      .catch((error: unknown) => {
        // Asking again at once would spin while the database is away; the interval asks soon enough.
        this.#again = false;
        this.#options.onError(error);
      })
      .finally(() => {
        this.#polling = false;
        if (!this.#again) return;
        this.#again = false;
        this.#ask();
      });
  }

  async #readHeads(): Promise<void> {
    const { clock, heads } = this.#options;
    const askedAt = clock.now();
    const found = await within(pollPatienceMs, heads.read([...this.#feeds.keys()]));
    for (const [tenantId, head] of found) this.#feeds.get(tenantId)?.headSeen(head, askedAt);
  }
}

function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('reading heads took too long')), timeoutMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
