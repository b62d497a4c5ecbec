import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createHarness, type Harness } from '../../../testing/harness.ts';
import type { KeyScope, WrappedKeyStore } from '../../keyring/index.ts';
import { keyDomains } from '../../keyring/scope.ts';
import { createKeyStore } from './index.ts';

describe('key store', () => {
  let harness: Harness;
  let store: WrappedKeyStore;
  before(async () => {
    harness = await createHarness({ implementations: () => [] });
    store = createKeyStore({
      platformPool: harness.poolOf('wardroom_platform', 8),
      writePool: harness.poolOf('wardroom_app', 8),
      signer: harness.signer,
      clock: harness.parts.clock,
    });
  });
  after(() => harness.close());

  const fresh = (): KeyScope => ({ kind: 'tenant', tenantId: harness.parts.ids.next() });

  test('of eight first writers one wins, and everyone gets back what is stored', async () => {
    const scope = fresh();
    const tenantKeys = await Promise.all(
      Array.from({ length: 8 }, (_, n) => store.insertTenantKey(scope, Buffer.from([n]))),
    );
    assert.equal(new Set(tenantKeys.map((key) => key.toString('hex'))).size, 1);
    const dataKeys = await Promise.all(
      Array.from({ length: 8 }, (_, n) => store.insertDataKey(scope, 'messages', 1, Buffer.from([n]))),
    );
    assert.equal(new Set(dataKeys.map((key) => key.toString('hex'))).size, 1);
    const stored = await store.load(scope);
    assert.deepEqual(stored.tenantKey, { version: 1, wrapped: tenantKeys[0] });
    assert.deepEqual(
      stored.dataKeys.map(({ domain, epoch, wrapped }) => ({ domain, epoch, wrapped })),
      [{ domain: 'messages', epoch: 1, wrapped: dataKeys[0] }],
    );
    assert.ok(Math.abs((stored.dataKeys[0]?.createdAt ?? 0) - harness.parts.clock.now()) < 5_000);
  });

  test('the keys of one scope are not those of another, nor of the platform', async () => {
    const [one, other] = [fresh(), fresh()];
    await store.insertTenantKey(one, Buffer.from('one'));
    assert.deepEqual(await store.load(other), { tenantKey: null, dataKeys: [] });
    const platform = await store.load({ kind: 'platform' });
    assert.notEqual(platform.tenantKey, null);
    assert.equal(platform.dataKeys.length, 2 * keyDomains.length);
  });
});
