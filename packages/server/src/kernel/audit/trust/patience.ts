/** How long whoever failed is left alone: five seconds, doubling, ten minutes at most. */
export class Patience {
  readonly #waits = new Map<string, { readonly failures: number; readonly until: number }>();

  isWaiting(name: string, now: number): boolean {
    const wait = this.#waits.get(name);
    // A clock that went back makes nobody wait for longer than was meant.
    return wait !== undefined && now < wait.until && wait.until - now <= longestMs;
  }

  failed(name: string, now: number): void {
    const failures = (this.#waits.get(name)?.failures ?? 0) + 1;
    this.#waits.set(name, { failures, until: now + Math.min(firstMs * 2 ** (failures - 1), longestMs) });
  }

  succeeded(name: string): void {
    this.#waits.delete(name);
  }

  get failing(): number {
    return this.#waits.size;
  }
}

const firstMs = 5_000;
const longestMs = 600_000;
