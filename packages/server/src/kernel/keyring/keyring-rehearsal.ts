// For the tests of this directory: a store and a provider in memory, with switches. Keys in it are lost with the process.
import { createSecretKey } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { openField, sealField } from '../crypto/index.ts';
import { systemRandom } from '../random.ts';
import { Keyring, type KeyringOptions } from './keyring.ts';
import {
  type KeyDomain,
  type KeyProvider,
  type KeyScope,
  type StoredKeys,
  scopeName,
  type WrappedKeyStore,
} from './scope.ts';

export const acme: KeyScope = { kind: 'tenant', tenantId: '01900000-0000-7000-8000-00000000acce' };
export const globex: KeyScope = { kind: 'tenant', tenantId: '01900000-0000-7000-8000-00000000910b' };
export const platform: KeyScope = { kind: 'platform' };
export const field = { table: 'messages', column: 'body', row: '01900000-0000-7000-8000-000000000001' };
export const day = 24 * 3_600_000;
export const minute = 60_000;

/** First writer wins, like the database; every answer comes in a later turn of the event loop. */
export class MemoryStore implements WrappedKeyStore {
  readonly scopes = new Map<string, StoredKeys>();
  readonly clock: Clock;
  loads = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  of(scope: KeyScope): StoredKeys {
    const name = scopeName(scope);
    const known = this.scopes.get(name) ?? { tenantKey: null, dataKeys: [] };
    this.scopes.set(name, known);
    return known;
  }

  async load(scope: KeyScope): Promise<StoredKeys> {
    this.loads++;
    await new Promise(setImmediate);
    const { tenantKey, dataKeys } = this.of(scope);
    return { tenantKey, dataKeys: [...dataKeys] };
  }

  async insertTenantKey(scope: KeyScope, wrapped: Buffer): Promise<Buffer> {
    await new Promise(setImmediate);
    const keys = this.of(scope);
    keys.tenantKey ??= { version: 1, wrapped };
    return keys.tenantKey.wrapped;
  }

  async insertDataKey(scope: KeyScope, domain: KeyDomain, epoch: number, wrapped: Buffer): Promise<Buffer> {
    await new Promise(setImmediate);
    const { dataKeys } = this.of(scope);
    const known = dataKeys.find((key) => key.domain === domain && key.epoch === epoch);
    if (known !== undefined) return known.wrapped;
    dataKeys.push({ domain, epoch, wrapped, createdAt: this.clock.now() });
    return wrapped;
  }
}

/** A provider in memory whose answers can be switched off, delayed or falsified. */
export class TestProvider implements KeyProvider {
  readonly name = 'test';
  readonly #root = createSecretKey(systemRandom.bytes(32));
  down = false;
  hangs = false;
  calls = 0;

  async wrap(plaintext: Buffer, context: Buffer): Promise<Buffer> {
    await this.#answer();
    return sealField({ secret: this.#root, epoch: 1 }, this.#place(context), plaintext, systemRandom);
  }

  async unwrap(wrapped: Buffer, context: Buffer): Promise<Buffer> {
    await this.#answer();
    return openField(this.#root, this.#place(context), wrapped);
  }

  async #answer(): Promise<void> {
    this.calls++;
    await new Promise(setImmediate);
    if (this.hangs) await new Promise(() => {});
    if (this.down) throw new Error('connection refused');
  }

  #place(context: Buffer) {
    return { tenant: 'root', table: 't', column: 'c', row: context.toString('hex') };
  }
}

export function arrange(options: Partial<KeyringOptions> = {}) {
  const clock = { time: Date.UTC(2026, 0, 1), now: () => clock.time };
  const store = new MemoryStore(clock);
  const provider = new TestProvider();
  const node = () => new Keyring({ provider, store, clock, random: systemRandom, ...options });
  return { clock, store, provider, node, keyring: node() };
}

export const code = (expected: string) => ({ name: 'KeyringError', code: expected });
