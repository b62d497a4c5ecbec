// The open keys of one scope: synchronous, so that nothing of the request path waits for keys once they are there.
import type { KeyObject } from 'node:crypto';
import type { Clock } from '../clock.ts';
import {
  deriveKey,
  epochOf,
  KeyringError,
  mac,
  openField,
  type SealedPlace,
  sealField,
} from '../crypto/index.ts';
import type { Random } from '../random.ts';
import { type DataKeys, lookupEpoch } from './data-keys.ts';
import { indexOfDomain, type ScopeUses } from './key-uses.ts';
import { type KeyDomain, type KeyScope, scopeName } from './scope.ts';

/** The place of a value within its scope. Logical names: frozen once used, whatever the table is called later. */
export type Field = Omit<SealedPlace, 'tenant'>;

/** Purposes are constants of the code; more of them than this means that one was made from a request. */
const mostPurposes = 256;

export interface ScopeKeysParts {
  scope: KeyScope;
  keys: DataKeys;
  uses: ScopeUses;
  random: Random;
  clock: Clock;
  /** Milliseconds since 1970 from which the keys refuse to work, also for those who still hold them. */
  closesAt: number;
  /** Loads the stored data keys again and adds what is new. */
  reload: () => Promise<void>;
}

export class ScopeKeys {
  readonly scope: KeyScope;
  readonly #name: string;
  readonly #uses: ScopeUses;
  readonly #random: Random;
  readonly #clock: Clock;
  readonly #closesAt: number;
  readonly #reload: () => Promise<void>;
  readonly #derived = new Map<string, KeyObject>();
  readonly #absent = new Map<string, number>();
  #keys: DataKeys | null;
  #reloading: Promise<void> | null = null;

  constructor(parts: ScopeKeysParts) {
    this.scope = parts.scope;
    this.#name = scopeName(parts.scope);
    this.#keys = parts.keys;
    this.#uses = parts.uses;
    this.#random = parts.random;
    this.#clock = parts.clock;
    this.#closesAt = parts.closesAt;
    this.#reload = parts.reload;
  }

  /** Encrypts at most 192 KiB under the current epoch, bound to its place. */
  encrypt(domain: KeyDomain, field: Field, plaintext: string | Buffer): Buffer {
    const keys = this.#open();
    const index = indexOfDomain(domain);
    const epoch = keys.current(index);
    const sealed = sealField(
      { secret: keys.get(index, epoch), epoch },
      this.#place(field),
      plaintext,
      this.#random,
    );
    this.#uses.encrypted(index, epoch);
    return sealed;
  }

  /** Throws `ciphertext_rejected` for another place, `key_unknown_epoch` before `ensureEpochs` has seen a newer epoch. */
  decrypt(domain: KeyDomain, field: Field, ciphertext: Buffer): Buffer {
    const index = indexOfDomain(domain);
    const epoch = epochOf(ciphertext);
    const secret = this.#open().get(index, epoch);
    const plaintext = openField(secret, this.#place(field), ciphertext);
    this.#uses.decrypted(index);
    return plaintext;
  }

  decryptText(domain: KeyDomain, field: Field, ciphertext: Buffer): string {
    return this.decrypt(domain, field, ciphertext).toString('utf8');
  }

  /** Whether `decrypt` would find the keys of all these; spares hot paths the promise of `ensureEpochs`. */
  hasEpochs(domain: KeyDomain, ciphertexts: readonly Buffer[]): boolean {
    const keys = this.#open();
    const index = indexOfDomain(domain);
    return ciphertexts.every((ciphertext) => keys.has(index, epochOf(ciphertext)));
  }

  /** Fetches data keys that another node has made since these were opened. Throws `key_unknown_epoch` if there is none. */
  async ensureEpochs(domain: KeyDomain, ciphertexts: readonly Buffer[]): Promise<void> {
    if (this.hasEpochs(domain, ciphertexts)) return;
    const index = indexOfDomain(domain);
    const missing = ciphertexts.map(epochOf).filter((epoch) => !this.#open().has(index, epoch));
    const now = this.#clock.now();
    if (missing.some((epoch) => (this.#absent.get(`${domain}/${epoch}`) ?? 0) <= now))
      await this.#reloadOnce();
    for (const epoch of missing) {
      if (this.#open().has(index, epoch)) continue;
      this.#rememberAbsent(`${domain}/${epoch}`, now);
      throw new KeyringError('key_unknown_epoch', `no data key of ${domain} has epoch ${epoch}`);
    }
  }

  /** 32 bytes, equal for equal values of one scope, domain and purpose; unrelated otherwise. Survives every epoch. */
  lookup(domain: KeyDomain, purpose: string, value: string): Buffer {
    const key = this.#derive('lookup', domain, purpose);
    this.#uses.lookedUp(indexOfDomain(domain));
    return mac(key, value);
  }

  /** A 256-bit key for one named purpose (cursors, CSRF, pepper). It does not change with epochs. */
  token(domain: KeyDomain, purpose: string): KeyObject {
    return this.#derive('token', domain, purpose);
  }

  /** Forgets the keys now, also for those who still hold this object. */
  close(): void {
    this.#keys = null;
    this.#derived.clear();
  }

  #open(): DataKeys {
    if (this.#keys === null) throw new KeyringError('key_unavailable', 'the keys were purged');
    if (this.#clock.now() >= this.#closesAt) {
      this.close();
      throw new KeyringError('key_unavailable', 'the keys have expired');
    }
    return this.#keys;
  }

  #place(field: Field): SealedPlace {
    return { tenant: this.#name, table: field.table, column: field.column, row: field.row };
  }

  #derive(use: 'lookup' | 'token', domain: KeyDomain, purpose: string): KeyObject {
    const keys = this.#open();
    const name = `${use}/${domain}/${purpose}`;
    const known = this.#derived.get(name);
    if (known !== undefined) return known;
    if (this.#derived.size >= mostPurposes)
      throw new KeyringError('identifier_malformed', 'too many key purposes');
    const root = keys.get(indexOfDomain(domain), lookupEpoch);
    const derived = deriveKey(root, 'wardroom/v1', use, this.#name, domain, purpose);
    this.#derived.set(name, derived);
    return derived;
  }

  #reloadOnce(): Promise<void> {
    this.#reloading ??= this.#reload().finally(() => {
      this.#reloading = null;
    });
    return this.#reloading;
  }

  /** A damaged row must not turn every read of it into a query for keys. */
  #rememberAbsent(name: string, now: number): void {
    if (this.#absent.size >= mostPurposes) this.#absent.clear();
    this.#absent.set(name, now + 5_000);
  }
}
