// The data keys of one scope: stored wrapped under its tenant key, unwrapped on first use, without the provider.
import type { KeyObject } from 'node:crypto';
import { KeyringError, openField, type SealedPlace, sealField, takeKey } from '../crypto/index.ts';
import type { Random } from '../random.ts';
import { indexOfDomain } from './key-uses.ts';
import { type KeyDomain, keyDomains, type StoredDataKey } from './scope.ts';

/** Epoch 0 is never used to encrypt: look-up values and derived keys come from it, so they outlive every roll. */
export const lookupEpoch = 0;
export const firstEpoch = 1;

interface DataKey {
  wrapped: Buffer;
  createdAt: number;
  secret: KeyObject | null;
}

/** A data key is bound to scope, domain and epoch like any record. */
function placeOf(scope: string, domain: KeyDomain, epoch: number): SealedPlace {
  return { tenant: scope, table: 'keyring.data_key', column: domain, row: String(epoch) };
}

/** Makes a data key, wrapped; the bytes are erased, the stored (winning) form is what everyone opens. */
export function makeDataKey(
  tenantKey: { secret: KeyObject; version: number },
  key: { scope: string; domain: KeyDomain; epoch: number },
  random: Random,
): Buffer {
  const bytes = random.bytes(32);
  const wrapping = { secret: tenantKey.secret, epoch: tenantKey.version };
  const wrapped = sealField(wrapping, placeOf(key.scope, key.domain, key.epoch), bytes, random);
  bytes.fill(0);
  return wrapped;
}

export class DataKeys {
  readonly #scope: string;
  readonly #tenantKey: KeyObject;
  readonly #domains: Map<number, DataKey>[] = keyDomains.map(() => new Map());
  readonly #newest: number[] = keyDomains.map(() => -1);
  readonly #current: number[] = keyDomains.map(() => -1);

  constructor(scope: string, tenantKey: KeyObject) {
    this.#scope = scope;
    this.#tenantKey = tenantKey;
  }

  add(key: StoredDataKey): void {
    const domain = indexOfDomain(key.domain);
    if (this.#domains[domain]?.has(key.epoch) === true) return;
    this.#domains[domain]?.set(key.epoch, { wrapped: key.wrapped, createdAt: key.createdAt, secret: null });
    this.#newest[domain] = Math.max(this.#newest[domain] ?? -1, key.epoch);
  }

  has(domain: number, epoch: number): boolean {
    return this.#domains[domain]?.has(epoch) === true;
  }

  /** The newest epoch, or -1. */
  newest(domain: number): number {
    return this.#newest[domain] ?? -1;
  }

  /** The epoch that encrypts, or -1 before `chooseCurrent`. */
  current(domain: number): number {
    return this.#current[domain] ?? -1;
  }

  /**
   * Takes the newest epoch that was stored by `storedBefore`, so that nothing is encrypted under an epoch which another
   * node does not know yet. A first epoch serves at once: there is no older one.
   */
  chooseCurrent(storedBefore: number): void {
    for (const [domain, keys] of this.#domains.entries()) {
      const epochs = [...keys].filter(([epoch]) => epoch >= firstEpoch);
      const known = epochs.filter(([, key]) => key.createdAt <= storedBefore).map(([epoch]) => epoch);
      const first = Math.min(...epochs.map(([epoch]) => epoch));
      this.#current[domain] = known.length > 0 ? Math.max(...known) : first;
    }
  }

  createdAt(domain: number, epoch: number): number {
    return this.#domains[domain]?.get(epoch)?.createdAt ?? 0;
  }

  /** Throws `key_unknown_epoch`, or `key_unavailable` for a stored key that does not open. */
  get(domain: number, epoch: number): KeyObject {
    const key = this.#domains[domain]?.get(epoch);
    if (key === undefined) {
      throw new KeyringError('key_unknown_epoch', `no data key of ${keyDomains[domain]} has epoch ${epoch}`);
    }
    key.secret ??= this.#unwrap(keyDomains[domain] as KeyDomain, epoch, key.wrapped);
    return key.secret;
  }

  #unwrap(domain: KeyDomain, epoch: number, wrapped: Buffer): KeyObject {
    try {
      return takeKey(openField(this.#tenantKey, placeOf(this.#scope, domain, epoch), wrapped));
    } catch (cause) {
      throw new KeyringError('key_unavailable', `the data key of ${domain}, epoch ${epoch}, does not open`, {
        cause,
      });
    }
  }
}
