// Counts every use of a key, per scope, domain and kind, without a call per use. The counts outlive the cached keys: they
// also decide when an epoch has served long enough.
import { LRUCache } from 'lru-cache';
import { type KeyDomain, type KeyScope, keyDomains, scopeName } from './scope.ts';

export const keyUseKinds = ['encrypt', 'decrypt', 'lookup'] as const;
export type KeyUseKind = (typeof keyUseKinds)[number];

export interface KeyUse {
  scope: KeyScope;
  domain: KeyDomain;
  kind: KeyUseKind;
  count: number;
}

const domainIndex = new Map<KeyDomain, number>(keyDomains.map((domain, index) => [domain, index]));

export function indexOfDomain(domain: KeyDomain): number {
  const index = domainIndex.get(domain);
  if (index === undefined) throw new TypeError('unknown key domain');
  return index;
}

/** Counters of one scope; a plain array, because it is touched on every encryption. */
export class ScopeUses {
  readonly scope: KeyScope;
  readonly #unreported = new Float64Array(keyDomains.length * keyUseKinds.length);
  readonly #epochs = new Float64Array(keyDomains.length);
  readonly #encryptions = new Float64Array(keyDomains.length);

  constructor(scope: KeyScope) {
    this.scope = scope;
  }

  encrypted(domain: number, epoch: number): void {
    this.#add(domain, 0);
    if (this.#epochs[domain] !== epoch) {
      this.#epochs[domain] = epoch;
      this.#encryptions[domain] = 0;
    }
    this.#encryptions[domain] = (this.#encryptions[domain] ?? 0) + 1;
  }

  decrypted(domain: number): void {
    this.#add(domain, 1);
  }

  lookedUp(domain: number): void {
    this.#add(domain, 2);
  }

  /** Encryptions that this process has made under an epoch. */
  encryptionsUnder(domain: number, epoch: number): number {
    return this.#epochs[domain] === epoch ? (this.#encryptions[domain] ?? 0) : 0;
  }

  /** The uses since the last call. */
  drain(): KeyUse[] {
    const uses: KeyUse[] = [];
    for (const [d, domain] of keyDomains.entries()) {
      for (const [k, kind] of keyUseKinds.entries()) {
        const at = d * keyUseKinds.length + k;
        const count = this.#unreported[at] ?? 0;
        if (count > 0) uses.push({ scope: this.scope, domain, kind, count });
        this.#unreported[at] = 0;
      }
    }
    return uses;
  }

  #add(domain: number, kind: number): void {
    const at = domain * keyUseKinds.length + kind;
    this.#unreported[at] = (this.#unreported[at] ?? 0) + 1;
  }
}

/** The counters of all scopes; a scope that is pushed out leaves its unreported counts behind. */
export class UseLedger {
  readonly #left: KeyUse[] = [];
  readonly #scopes: LRUCache<string, ScopeUses>;

  constructor(maxScopes: number) {
    this.#scopes = new LRUCache({ max: maxScopes, dispose: (uses) => this.#left.push(...uses.drain()) });
  }

  of(scope: KeyScope): ScopeUses {
    const name = scopeName(scope);
    const known = this.#scopes.get(name);
    if (known !== undefined) return known;
    const uses = new ScopeUses(scope);
    this.#scopes.set(name, uses);
    return uses;
  }

  drain(): KeyUse[] {
    const uses = this.#left.splice(0);
    for (const scope of this.#scopes.values()) uses.push(...scope.drain());
    return uses;
  }
}
