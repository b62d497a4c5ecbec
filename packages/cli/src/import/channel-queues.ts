/**
 * Requests of one channel go one after the other, so that order and thread roots hold; several channels go at once.
 * What waits is bounded in bytes, so the planner never runs far ahead.
 */
export interface Queued {
  readonly channel: string;
  readonly bytes: number;
}

export interface QueueLimits {
  /** Channels in flight at once. */
  readonly channelsAtOnce: number;
  readonly maxWaitingBytes: number;
}

export class ChannelQueues<R extends Queued> {
  readonly #run: (request: R) => Promise<void>;
  readonly #limits: QueueLimits;
  readonly #waiting = new Map<string, R[]>();
  readonly #busy = new Set<string>();
  #waitingBytes = 0;
  #halted = false;
  #failure: { readonly error: unknown } | null = null;
  #changed = Promise.withResolvers<void>();

  constructor(limits: QueueLimits, run: (request: R) => Promise<void>) {
    this.#limits = limits;
    this.#run = run;
  }

  /** Waits for room. False: nothing more is taken. */
  async add(request: R): Promise<boolean> {
    const isFull = () =>
      this.#waitingBytes > 0 && this.#waitingBytes + request.bytes > this.#limits.maxWaitingBytes;
    while (isFull() && !this.#halted) await this.#changed.promise;
    if (this.#halted) return false;
    const queue = this.#waiting.get(request.channel) ?? [];
    this.#waiting.set(request.channel, queue);
    queue.push(request);
    this.#waitingBytes += request.bytes;
    this.#start();
    return true;
  }

  /** Requests in flight end; those that wait are dropped. */
  halt(): void {
    this.#halted = true;
    this.#announce();
  }

  /** Until nothing is in flight. Throws what the first failed request threw. */
  async drain(): Promise<void> {
    while (this.#busy.size > 0) await this.#changed.promise;
    if (this.#failure) throw this.#failure.error;
  }

  #start(): void {
    for (const [channel, queue] of this.#waiting) {
      if (this.#halted || this.#busy.size >= this.#limits.channelsAtOnce) return;
      if (queue.length === 0 || this.#busy.has(channel)) continue;
      this.#busy.add(channel);
      void this.#work(channel, queue);
    }
  }

  async #work(channel: string, queue: R[]): Promise<void> {
    try {
      while (!this.#halted) {
        const request = queue.shift();
        if (request === undefined) break;
        this.#waitingBytes -= request.bytes;
        this.#announce();
        await this.#run(request);
      }
    } catch (error) {
      this.#failure ??= { error };
      this.#halted = true;
    }
    this.#busy.delete(channel);
    if (queue.length === 0) this.#waiting.delete(channel);
    this.#start();
    this.#announce();
  }

  #announce(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
