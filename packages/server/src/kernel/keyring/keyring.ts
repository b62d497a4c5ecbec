// Opens the keys of a scope, keeps them for five minutes, makes missing ones and rolls epochs. What must never happen:
// two nodes use different keys for one epoch, a lost key is silently replaced, keys outlive a purge or their expiry,
// or an outage of the provider leads to anything but an error.
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import { KeyringError } from '../crypto/index.ts';
import type { Random } from '../random.ts';
import { type KeyUse, UseLedger } from './key-uses.ts';
import { openScope } from './opening.ts';
import { type KeyProvider, type KeyScope, scopeName, type WrappedKeyStore } from './scope.ts';
import { ScopeKeys } from './scope-keys.ts';

export interface KeyringOptions {
  provider: KeyProvider;
  store: WrappedKeyStore;
  clock: Clock;
  random: Random;
  maxScopes?: number;
  /** How long open keys are handed out. */
  lifeMs?: number;
  /** How long a request that got them just before may still use them. */
  graceMs?: number;
  epochLifeMs?: number;
  epochEncryptions?: number;
  providerTimeoutMs?: number;
}

const defaults = {
  maxScopes: 10_000,
  lifeMs: 5 * 60_000,
  graceMs: 30_000,
  epochLifeMs: 30 * 24 * 3_600_000,
  // A quarter of what random 96-bit nonces allow (NIST SP 800-38D, 8.3): the count is kept per process.
  epochEncryptions: 2 ** 30,
  providerTimeoutMs: 5_000,
};

/** After a failure of the provider a scope is not tried again for this long. */
const refusalMs = 5_000;

interface Opened {
  keys: ScopeKeys;
  freshUntil: number;
}

export class Keyring {
  readonly #options: Required<KeyringOptions>;
  readonly #opened: LRUCache<string, Opened>;
  readonly #refused: LRUCache<string, { error: KeyringError; until: number }>;
  readonly #opening = new Map<string, Promise<ScopeKeys>>();
  readonly #uses: UseLedger;

  constructor(options: KeyringOptions) {
    this.#options = { ...defaults, ...options };
    this.#opened = new LRUCache({ max: this.#options.maxScopes });
    this.#refused = new LRUCache({ max: this.#options.maxScopes });
    this.#uses = new UseLedger(4 * this.#options.maxScopes);
  }

  /** The keys of a scope if they are open; no promise, for hot paths. */
  openCached(scope: KeyScope): ScopeKeys | undefined {
    const opened = this.#opened.get(scope.kind === 'platform' ? 'platform' : scope.tenantId);
    return opened !== undefined && this.#options.clock.now() < opened.freshUntil ? opened.keys : undefined;
  }

  /**
   * Opens a scope, making its keys on first use. Throws `key_provider_unavailable`, `key_unavailable`, or what the
   * store throws. Simultaneous calls share one opening.
   */
  async open(scope: KeyScope): Promise<ScopeKeys> {
    const cached = this.openCached(scope);
    if (cached !== undefined) return cached;
    const name = scopeName(scope);
    const refused = this.#refused.get(name);
    if (refused !== undefined && this.#options.clock.now() < refused.until) throw refused.error;
    return this.#opening.get(name) ?? this.#start(scope, name);
  }

  /** Forgets a scope at once, for those who hold its keys too. */
  purge(scope: KeyScope): void {
    const name = scopeName(scope);
    this.#opened.get(name)?.keys.close();
    this.#opened.delete(name);
    this.#refused.delete(name);
    this.#opening.delete(name);
  }

  purgeAll(): void {
    for (const { keys } of this.#opened.values()) keys.close();
    this.#opened.clear();
    this.#refused.clear();
    this.#opening.clear();
  }

  /** Forgets keys past their life that nobody has asked for since; to be called every few seconds. */
  sweep(): void {
    const now = this.#options.clock.now();
    for (const [name, { keys, freshUntil }] of this.#opened.entries()) {
      if (now < freshUntil + this.#options.graceMs) continue;
      keys.close();
      this.#opened.delete(name);
    }
  }

  /** Every use of a key since the last call, in counts; to be called at each metrics interval. */
  drainUses(): KeyUse[] {
    return this.#uses.drain();
  }

  #start(scope: KeyScope, name: string): Promise<ScopeKeys> {
    const opening: Promise<ScopeKeys> = this.#load(scope).then(
      (opened) => {
        // Purged meanwhile: what was read may be what the purge was about, so it is read again.
        if (this.#opening.get(name) !== opening) {
          opened.keys.close();
          return this.open(scope);
        }
        this.#opening.delete(name);
        this.#opened.set(name, opened);
        return opened.keys;
      },
      (error: unknown) => {
        if (this.#opening.get(name) === opening) {
          this.#opening.delete(name);
          this.#refuse(name, error);
        }
        throw error;
      },
    );
    this.#opening.set(name, opening);
    return opening;
  }

  /** Only failures of keys and provider are remembered; an ailing store has its own defences. */
  #refuse(name: string, error: unknown): void {
    if (error instanceof KeyringError)
      this.#refused.set(name, { error, until: this.#options.clock.now() + refusalMs });
  }

  async #load(scope: KeyScope): Promise<Opened> {
    const { clock, lifeMs, graceMs, random, store } = this.#options;
    // The life begins before the provider is asked: waiting for it does not lengthen it.
    const freshUntil = clock.now() + lifeMs;
    const uses = this.#uses.of(scope);
    const keys = await openScope(scope, uses, this.#options);
    const reload = async (): Promise<void> => {
      for (const key of (await store.load(scope)).dataKeys) keys.add(key);
    };
    const closesAt = freshUntil + graceMs;
    return { keys: new ScopeKeys({ scope, keys, uses, random, clock, closesAt, reload }), freshUntil };
  }
}
