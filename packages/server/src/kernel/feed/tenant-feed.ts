/**
 * The event log of one tenant as this node follows it: every event once, in order, without a hole. What is heard
 * after a commit is a hint: it may come late, twice, in any order or never. Holes are read from PostgreSQL. Delivery
 * rests while the feed cannot know whether it is current, since a revocation may be among what it has not heard.
 */
import type { Uuid } from '@wardroom/contract';
import type { Clock } from '../clock.ts';
import type { StoredEvent } from '../event-log/event.ts';
import { EventRing } from './ring.ts';

export interface FeedListener {
  /** New events are known, in order; they may not be shown yet. What ends access acts here. */
  arrived(events: readonly StoredEvent[]): void;
  /** The same events again, each once: now they may be shown. */
  deliver(events: readonly StoredEvent[]): void;
  /** The log no longer holds what comes next: whoever listens starts anew. */
  lost(): void;
}

export interface TenantFeedOptions {
  readonly tenantId: Uuid;
  /** The head as read at `readAt`; the feed begins right after it. */
  readonly seq: number;
  readonly readAt: number;
  readonly listener: FeedListener;
  readonly clock: Clock;
  /** Events after a position, oldest first, as committed. */
  readonly read: (after: number, limit: number) => Promise<StoredEvent[]>;
  /** Asks for the head of this log soon, because delivery waits for it. */
  readonly askForHead: () => void;
  readonly onError: (error: unknown) => void;
  readonly capacity: number;
  readonly staleMs: number;
}

const pageSize = 500;
/** Hints that may wait for a hole to close; beyond it they are dropped, and read like any other hole. */
const maxWaiting = 4096;

export class TenantFeed {
  readonly #options: TenantFeedOptions;
  #ring: EventRing;
  #delivered: number;
  /** The highest position known to exist. */
  #head: number;
  readonly #waiting = new Map<number, StoredEvent>();
  #confirmedAt: number;
  #asked: { head: number; at: number } | null = null;
  #filling = false;
  #closed = false;

  constructor(options: TenantFeedOptions) {
    this.#options = options;
    this.#ring = new EventRing(options.capacity, options.seq);
    this.#delivered = options.seq;
    this.#head = options.seq;
    this.#confirmedAt = options.readAt;
  }

  get tenantId(): Uuid {
    return this.#options.tenantId;
  }

  /** Position up to which everything has been delivered. */
  get delivered(): number {
    return this.#delivered;
  }

  /** True while nothing that was committed more than `staleMs` ago can be unknown here. */
  get fresh(): boolean {
    return this.#options.clock.now() - this.#confirmedAt <= this.#options.staleMs;
  }

  /** Events that a transaction of this node has committed. */
  hint(events: readonly StoredEvent[]): void {
    if (this.#closed) return;
    for (const event of events) {
      if (event.seq <= this.#ring.seq) continue;
      this.#head = Math.max(this.#head, event.seq);
      if (this.#waiting.size < maxWaiting) this.#waiting.set(event.seq, event);
    }
    this.#advance();
    if (this.#ring.seq < this.#head) this.#fill();
  }

  /** The head of the log as it was when asked for at `askedAt`. */
  headSeen(head: number, askedAt: number): void {
    if (this.#closed) return;
    this.#head = Math.max(this.#head, head);
    this.#asked = { head, at: askedAt };
    this.#confirm();
    if (this.#ring.seq < this.#head) this.#fill();
    this.#deliver();
  }

  /** Up to `limit` delivered events after a position, or null when they are only in the database. */
  recent(after: number, limit: number): StoredEvent[] | null {
    return this.#ring.after(after, limit)?.filter(({ seq }) => seq <= this.#delivered) ?? null;
  }

  close(): void {
    this.#closed = true;
    this.#waiting.clear();
  }

  /** Takes what follows, in parts that the ring can hold until they are delivered. */
  #advance(): void {
    for (let part = this.#takeNext(); part.length > 0; part = this.#takeNext()) {
      this.#confirm();
      this.#options.listener.arrived(part);
      this.#deliver();
      if (this.#closed) return;
    }
  }

  #takeNext(): StoredEvent[] {
    const part: StoredEvent[] = [];
    for (
      let event = this.#waiting.get(this.#ring.seq + 1);
      event;
      event = this.#waiting.get(this.#ring.seq + 1)
    ) {
      this.#waiting.delete(event.seq);
      this.#ring.append(event);
      part.push(event);
      if (part.length === this.#options.capacity) break;
    }
    return part;
  }

  #confirm(): void {
    if (this.#asked === null || this.#ring.seq < this.#asked.head) return;
    this.#confirmedAt = Math.max(this.#confirmedAt, this.#asked.at);
    this.#asked = null;
  }

  #deliver(): void {
    if (this.#closed || this.#delivered === this.#ring.seq) return;
    if (!this.fresh) {
      this.#options.askForHead();
      return;
    }
    const events = this.#ring.after(this.#delivered, Number.MAX_SAFE_INTEGER);
    this.#delivered = this.#ring.seq;
    // Delivery rested for longer than the ring is: whoever listens resumes by itself, from the database.
    if (events === null) this.#options.listener.lost();
    else this.#options.listener.deliver(events);
  }

  #fill(): void {
    if (this.#filling || this.#closed) return;
    this.#filling = true;
    this.#readOn()
      .catch((error: unknown) => this.#options.onError(error))
      .finally(() => {
        this.#filling = false;
      });
  }

  async #readOn(): Promise<void> {
    while (!this.#closed && this.#ring.seq < this.#head) {
      const after = this.#ring.seq;
      const events = await this.#options.read(after, pageSize);
      if (this.#closed) return;
      if (this.#ring.seq < this.#head && !this.#accept(events)) return;
    }
  }

  /** False when reading on cannot help now. */
  #accept(events: readonly StoredEvent[]): boolean {
    const [first] = events;
    if (!first) return false;
    if (first.seq > this.#ring.seq + 1) {
      this.#skipTo(events.at(-1)?.seq ?? first.seq);
      return true;
    }
    for (const event of events) if (event.seq > this.#ring.seq) this.#waiting.set(event.seq, event);
    this.#advance();
    return true;
  }

  /** The window of the log has moved past this feed. */
  #skipTo(seq: number): void {
    this.#ring = new EventRing(this.#options.capacity, seq);
    this.#delivered = seq;
    for (const waiting of [...this.#waiting.keys()]) if (waiting <= seq) this.#waiting.delete(waiting);
    this.#options.listener.lost();
    this.#confirm();
    this.#advance();
  }
}
