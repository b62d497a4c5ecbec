/** The newest events of one tenant, in order and without a hole: what a short interruption is resumed from. */
import type { StoredEvent } from '../event-log/event.ts';

export class EventRing {
  readonly #capacity: number;
  readonly #slots: StoredEvent[] = [];
  #seq: number;

  /** Starts empty right after position `seq`. */
  constructor(capacity: number, seq: number) {
    this.#capacity = capacity;
    this.#seq = seq;
  }

  /** Position of the newest event. */
  get seq(): number {
    return this.#seq;
  }

  /** Throws when `event` does not follow the newest one: a hole here would be a hole in every stream. */
  append(event: StoredEvent): void {
    if (event.seq !== this.#seq + 1)
      throw new Error(`the ring ends at ${this.#seq} and cannot take ${event.seq}`);
    this.#slots[event.seq % this.#capacity] = event;
    this.#seq = event.seq;
  }

  /** Up to `limit` events after a position, or null when the ring no longer holds the first of them. */
  after(position: number, limit: number): StoredEvent[] | null {
    if (position >= this.#seq) return [];
    const events: StoredEvent[] = [];
    const last = Math.min(this.#seq, position + limit);
    for (let seq = position + 1; seq <= last; seq += 1) {
      const event = this.#slots[seq % this.#capacity];
      if (event?.seq !== seq) return null;
      events.push(event);
    }
    return events;
  }
}
