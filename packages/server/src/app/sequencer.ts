/**
 * The sequencer of the audit log, on a thread of its own: what it computes for each entry would otherwise be taken from
 * those who wait for answers. Started with the work behind requests. A thread that ends by itself is followed by another.
 */
import { Worker } from 'node:worker_threads';
import type { Backlog } from '../kernel/audit/sequencer/index.ts';
import type { Config } from '../kernel/config/index.ts';
import type { DatabaseSecrets } from '../kernel/database/migrate/secrets.ts';
import type { KeyUse } from '../kernel/keyring/index.ts';
import type { Log } from '../kernel/log/index.ts';
import { elapsedMs, type Metrics } from '../kernel/metrics/index.ts';
import type { DatabaseAddress, StopStack } from '../kernel/process/index.ts';
import type { FromSequencer, SequencerOrders, ToSequencer } from './sequencer-thread.ts';

export interface SequencerParts extends SequencerEars {
  readonly config: Config;
  readonly address: DatabaseAddress;
  readonly secrets: DatabaseSecrets;
}

/** Who hears of it. */
export interface SequencerEars {
  readonly log: Log;
  readonly stack: StopStack;
  readonly metrics: Pick<Metrics, 'sealed'>;
  /** Milliseconds since some moment. */
  readonly elapsed?: () => number;
}

type Use = Pick<KeyUse, 'domain' | 'kind' | 'count'>;

/** What the serving thread knows of the other one. */
export interface SequencerDoor {
  /** Something was recorded. */
  poke(): void;
  /** As told last; while nothing is told, what waits grows older. */
  readonly backlog: Backlog;
  /** Uses of keys since the last call. */
  drainUses(): readonly Use[];
}

/** Lag from which the log says so, and how often it does. */
const behindMs = 10_000;
const watchMs = 30_000;
/** The sequencer gathers for longer than this before it begins; a message for each commit would gain nothing. */
const pokeEveryMs = 20;
const againAfterMs = 1_000;
const stopMs = 5_000;
/** The thread tells every quarter of a second; silence for longer than a few of them is lag, too. */
const silentMs = 2_000;

export function startSequencer({ config, address, secrets, ...ears }: SequencerParts): SequencerDoor {
  const { baseDomain, dataDirectory, keyPassphraseFile } = config;
  const orders: SequencerOrders = { baseDomain, dataDirectory, keyPassphraseFile, address, secrets };
  return followSequencer({ thread: new URL('./sequencer-thread.ts', import.meta.url), orders }, ears);
}

/** Keeps a thread running until the server stops. */
export function followSequencer(source: ThreadSource, ears: SequencerEars): SequencerDoor {
  const follower = new Follower(source, ears);
  ears.stack.push('sequencer', () => follower.stop());
  return follower;
}

interface ThreadSource {
  readonly thread: URL;
  readonly orders: object;
}

class Follower implements SequencerDoor {
  readonly #source: ThreadSource;
  readonly #ears: SequencerEars;
  readonly #elapsed: () => number;
  readonly #uses = new Map<string, Use>();
  readonly #watching: NodeJS.Timeout;
  #running: Worker;
  #again: NodeJS.Timeout | undefined;
  #told: Backlog = { lagMs: 0, stuck: 0 };
  #toldAt: number;
  #isPoked = false;
  #isStopping = false;

  constructor(source: ThreadSource, ears: SequencerEars) {
    this.#source = source;
    this.#ears = ears;
    this.#elapsed = ears.elapsed ?? elapsedMs;
    this.#toldAt = this.#elapsed();
    this.#running = this.#begin();
    this.#watching = setInterval(() => this.#watch(), watchMs);
  }

  poke(): void {
    if (this.#isPoked || this.#isStopping) return;
    this.#isPoked = true;
    setTimeout(() => {
      this.#isPoked = false;
      this.#tell({ kind: 'poke' });
    }, pokeEveryMs).unref();
  }

  get backlog(): Backlog {
    const silence = this.#elapsed() - this.#toldAt;
    return silence > silentMs ? { ...this.#told, lagMs: this.#told.lagMs + silence } : this.#told;
  }

  drainUses(): readonly Use[] {
    const drained = [...this.#uses.values()];
    this.#uses.clear();
    return drained;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#watching);
    clearTimeout(this.#again);
    // One that has ended has no id.
    if (this.#running.threadId < 0) return;
    const ended = new Promise<void>((resolve) => this.#running.once('exit', () => resolve()));
    const cut = setTimeout(() => void this.#running.terminate(), stopMs);
    this.#tell({ kind: 'stop' });
    await ended;
    clearTimeout(cut);
  }

  #begin(): Worker {
    const { thread: file, orders } = this.#source;
    const thread = new Worker(file, { workerData: orders });
    thread.on('message', (message: FromSequencer) => this.#hear(message));
    thread.on('error', (error) => this.#ears.log.error('audit.failed', {}, error));
    thread.on('exit', () => {
      if (this.#isStopping) return;
      this.#again = setTimeout(() => {
        this.#running = this.#begin();
      }, againAfterMs);
    });
    return thread;
  }

  #tell(message: ToSequencer): void {
    this.#running.postMessage(message);
  }

  #hear(message: FromSequencer): void {
    const { log, metrics } = this.#ears;
    if (message.kind === 'log') log[message.level](message.event, message.fields, message.error);
    else if (message.kind === 'sealed') metrics.sealed(message.end);
    else {
      this.#told = message.backlog;
      this.#toldAt = this.#elapsed();
      for (const use of message.uses) this.#count(use);
    }
  }

  #count({ domain, kind, count }: Use): void {
    const name = `${domain}/${kind}`;
    this.#uses.set(name, { domain, kind, count: count + (this.#uses.get(name)?.count ?? 0) });
  }

  #watch(): void {
    const { lagMs, stuck } = this.backlog;
    if (lagMs > behindMs) this.#ears.log.warn('audit.behind', { durationMs: lagMs, count: stuck });
  }
}
