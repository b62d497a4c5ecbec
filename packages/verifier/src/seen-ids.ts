/**
 * Which ids a log has had, in bounded memory: 64 bits of each. Two different ids share them once in some ten million logs of
 * a million entries; the same id twice is always seen while it is remembered. The oldest are forgotten in halves.
 */
const mostSlots = 2 ** 22;

class Table {
  #slots = new Uint32Array(2 ** 8 * 2);
  count = 0;

  get isFull(): boolean {
    return this.count * 2 >= mostSlots;
  }

  has(high: number, low: number): boolean {
    const at = this.#find(this.#slots, high, low);
    return this.#slots[at] !== 0 || this.#slots[at + 1] !== 0;
  }

  add(high: number, low: number): void {
    if (this.count * 4 >= this.#slots.length) this.#grow();
    const at = this.#find(this.#slots, high, low);
    this.#slots[at] = high;
    this.#slots[at + 1] = low;
    this.count += 1;
  }

  /** The slot that holds these bits, or the free one where they belong. */
  #find(slots: Uint32Array, high: number, low: number): number {
    const last = slots.length / 2 - 1;
    let slot = low & last;
    for (;;) {
      const [first, second] = [slots[slot * 2], slots[slot * 2 + 1]];
      if ((first === 0 && second === 0) || (first === high && second === low)) return slot * 2;
      slot = (slot + 1) & last;
    }
  }

  #grow(): void {
    const larger = new Uint32Array(this.#slots.length * 2);
    for (let at = 0; at < this.#slots.length; at += 2) {
      const [high = 0, low = 0] = [this.#slots[at], this.#slots[at + 1]];
      if (high === 0 && low === 0) continue;
      const place = this.#find(larger, high, low);
      larger[place] = high;
      larger[place + 1] = low;
    }
    this.#slots = larger;
  }
}

export class SeenIds {
  #recent = new Table();
  #older = new Table();

  /** @returns false when it was there already */
  add(id: string): boolean {
    let [high, low] = [0x811c9dc5, 0x9e3779b9];
    for (let at = 0; at < id.length; at += 1) {
      const code = id.charCodeAt(at);
      high = Math.imul(high ^ code, 0x01000193);
      low = Math.imul(low ^ code, 0x85ebca6b);
      low ^= low >>> 13;
    }
    [high, low] = [high >>> 0 || 1, (low ^ (low >>> 16)) >>> 0];
    if (this.#recent.has(high, low) || this.#older.has(high, low)) return false;
    if (this.#recent.isFull) [this.#older, this.#recent] = [this.#recent, new Table()];
    this.#recent.add(high, low);
    return true;
  }
}
