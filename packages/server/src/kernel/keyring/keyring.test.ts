import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { systemRandom } from '../random.ts';
import { Keyring } from './keyring.ts';
import { acme, arrange, code, field, globex, minute, TestProvider } from './keyring-rehearsal.ts';
import { type KeyDomain, keyDomains } from './scope.ts';

test('stored keys moved to another tenant, domain or epoch do not open', async () => {
  const { keyring, store, node } = arrange();
  await Promise.all([keyring.open(acme), keyring.open(globex)]);
  const [ours, theirs] = [store.of(acme), store.of(globex)];
  const key = (domain: KeyDomain, epoch: number) => {
    const found = ours.dataKeys.find((stored) => stored.domain === domain && stored.epoch === epoch);
    assert.ok(found);
    return found;
  };
  [key('messages', 1).wrapped, key('channels', 1).wrapped] = [
    key('channels', 1).wrapped,
    key('messages', 1).wrapped,
  ];
  [key('profiles', 0).wrapped, key('profiles', 1).wrapped] = [
    key('profiles', 1).wrapped,
    key('profiles', 0).wrapped,
  ];
  const keys = await node().open(acme);
  assert.throws(() => keys.encrypt('messages', field, 'x'), code('key_unavailable'));
  assert.throws(() => keys.encrypt('profiles', field, 'x'), code('key_unavailable'));
  assert.throws(() => keys.lookup('profiles', 'handle', 'x'), code('key_unavailable'));
  assert.ok(keys.encrypt('audit', field, 'x'));
  ours.tenantKey = theirs.tenantKey;
  await assert.rejects(node().open(acme), code('key_unavailable'));
});

test('eight simultaneous openings on one node ask the provider once and make one set of keys', async () => {
  const { keyring, store, provider } = arrange();
  const opened = await Promise.all(Array.from({ length: 8 }, () => keyring.open(acme)));
  assert.equal(new Set(opened).size, 1);
  assert.equal(provider.calls, 2, 'one wrap and one unwrap');
  assert.equal(store.loads, 1);
  assert.equal(store.of(acme).dataKeys.length, 2 * keyDomains.length);
});

test('eight nodes that open a new tenant at once end with the same keys', async () => {
  const { store, node } = arrange();
  const opened = await Promise.all(Array.from({ length: 8 }, () => node().open(acme)));
  assert.equal(store.of(acme).dataKeys.length, 2 * keyDomains.length);
  for (const writer of opened) {
    for (const domain of keyDomains) {
      const sealed = writer.encrypt(domain, field, 'text');
      const lookup = writer.lookup(domain, 'name', 'value');
      for (const reader of opened) {
        assert.equal(reader.decryptText(domain, field, sealed), 'text');
        assert.deepEqual(reader.lookup(domain, 'name', 'value'), lookup);
      }
    }
  }
});

test('open keys are handed out without a promise, a query or the provider for five minutes', async () => {
  const { keyring, store, provider, clock } = arrange();
  assert.equal(keyring.openCached(acme), undefined);
  const keys = await keyring.open(acme);
  const calls = provider.calls;
  clock.time += 5 * minute - 1;
  assert.equal(keyring.openCached(acme), keys);
  assert.equal(await keyring.open(acme), keys);
  assert.deepEqual([store.loads, provider.calls], [1, calls]);
  clock.time += 1;
  assert.equal(keyring.openCached(acme), undefined);
  assert.notEqual(await keyring.open(acme), keys);
});

test('without the provider, open keys work until they expire, then everything fails closed', async () => {
  const { keyring, provider, clock } = arrange();
  const keys = await keyring.open(acme);
  const sealed = keys.encrypt('messages', field, 'text');
  provider.down = true;
  clock.time += 4 * minute;
  assert.equal((await keyring.open(acme)).decryptText('messages', field, sealed), 'text');
  assert.ok(keys.encrypt('channels', field, 'first use of this domain'));
  clock.time += 2 * minute;
  await assert.rejects(keyring.open(acme), code('key_provider_unavailable'));
  for (const use of [
    () => keys.encrypt('messages', field, 'text'),
    () => keys.decrypt('messages', field, sealed),
    () => keys.lookup('messages', 'word', 'text'),
    () => keys.token('cursors', 'page'),
  ]) {
    assert.throws(use, code('key_unavailable'));
  }
});

test('a failing provider is asked again only after five seconds, and works again when it is back', async () => {
  const { keyring, provider, clock } = arrange();
  provider.down = true;
  for (let i = 0; i < 10; i++) await assert.rejects(keyring.open(acme), code('key_provider_unavailable'));
  assert.equal(provider.calls, 1);
  provider.down = false;
  await assert.rejects(keyring.open(acme), code('key_provider_unavailable'));
  clock.time += 5_000;
  assert.ok(await keyring.open(acme));
});

test('a refusal of one tenant does not touch another', async () => {
  const { keyring, provider } = arrange();
  provider.down = true;
  await assert.rejects(keyring.open(acme), code('key_provider_unavailable'));
  provider.down = false;
  assert.ok(await keyring.open(globex));
});

test('a provider that hangs is given up after the timeout', async () => {
  const { keyring, provider } = arrange({ providerTimeoutMs: 20 });
  provider.hangs = true;
  await assert.rejects(keyring.open(acme), code('key_provider_unavailable'));
});

test('another root key is reported as such and makes no new keys', async () => {
  const { keyring, store, clock } = arrange();
  await keyring.open(acme);
  const before = inspect(store.of(acme), { depth: 9 });
  const other = new Keyring({ provider: new TestProvider(), store, clock, random: systemRandom });
  await assert.rejects(other.open(acme), code('key_unavailable'));
  assert.equal(inspect(store.of(acme), { depth: 9 }), before);
});

test('a destroyed tenant key or look-up key is never silently replaced', async () => {
  const { keyring, store, node } = arrange();
  await Promise.all([keyring.open(acme), keyring.open(globex)]);
  store.of(acme).tenantKey = null;
  await assert.rejects(node().open(acme), code('key_unavailable'));
  const theirs = store.of(globex);
  theirs.dataKeys = theirs.dataKeys.filter((key) => key.domain !== 'directory' || key.epoch !== 0);
  await assert.rejects(node().open(globex), code('key_unavailable'));
});

test('an interrupted first opening is completed by the next one', async () => {
  const { keyring, store, node } = arrange();
  const sealed = (await keyring.open(acme)).encrypt('audit', field, 'text');
  const keys = store.of(acme);
  keys.dataKeys = keys.dataKeys.filter(
    (key) => key.domain === 'audit' || (key.epoch === 0 && key.domain === 'messages'),
  );
  const reopened = await node().open(acme);
  assert.equal(reopened.decryptText('audit', field, sealed), 'text');
  for (const domain of keyDomains) assert.ok(reopened.encrypt(domain, field, 'x'));
});

test('a purge silences keys that are already held, and the next opening reads the store', async () => {
  const { keyring, store } = arrange();
  const keys = await keyring.open(acme);
  const sealed = keys.encrypt('messages', field, 'text');
  const others = await keyring.open(globex);
  keyring.purge(acme);
  assert.equal(keyring.openCached(acme), undefined);
  assert.throws(() => keys.decrypt('messages', field, sealed), code('key_unavailable'));
  assert.ok(others.encrypt('messages', field, 'x'));
  const loads = store.loads;
  assert.equal((await keyring.open(acme)).decryptText('messages', field, sealed), 'text');
  assert.equal(store.loads, loads + 1);
  keyring.purgeAll();
  assert.throws(() => others.encrypt('messages', field, 'x'), code('key_unavailable'));
});

test('a purge during an opening makes it read again: keys destroyed meanwhile are not handed out', async () => {
  const { keyring, store, node } = arrange();
  await node().open(acme);
  const opening = keyring.open(acme);
  await new Promise(setImmediate);
  store.of(acme).tenantKey = null;
  keyring.purge(acme);
  await assert.rejects(opening, code('key_unavailable'));
  assert.equal(keyring.openCached(acme), undefined);
});

test('keys that nobody asks for any more are forgotten by the sweep', async () => {
  const { keyring, clock } = arrange();
  const keys = await keyring.open(acme);
  clock.time += 4 * minute;
  const younger = await keyring.open(globex);
  clock.time += 2 * minute;
  keyring.sweep();
  clock.time -= 6 * minute;
  assert.throws(() => keys.encrypt('messages', field, 'x'), code('key_unavailable'));
  assert.ok(younger.encrypt('messages', field, 'x'));
});

test('a tenant cannot be named so that it becomes the platform or another tenant', async () => {
  const { keyring } = arrange();
  for (const tenantId of ['platform', '', '01900000-0000-7000-8000-00000000ACCE', ` ${'0'.repeat(35)}`]) {
    await assert.rejects(keyring.open({ kind: 'tenant', tenantId }), code('identifier_malformed'));
  }
});

test('a failing store is passed on and not remembered', async () => {
  const { keyring, store } = arrange();
  const load = store.load.bind(store);
  store.load = () => Promise.reject(new Error('database is restarting'));
  await assert.rejects(keyring.open(acme), /restarting/);
  store.load = load;
  assert.ok(await keyring.open(acme));
});
