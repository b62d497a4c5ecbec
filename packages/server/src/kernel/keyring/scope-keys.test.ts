import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { KeyringError, mac } from '../crypto/index.ts';
import { predictableRandomNotForProduction } from '../random.ts';
import { acme, arrange, code, day, field, globex, minute, platform } from './keyring-rehearsal.ts';
import { type KeyScope, keyDomains, scopeName } from './scope.ts';

test('what one node encrypts another node decrypts', async () => {
  const { keyring, node } = arrange();
  const sealed = (await keyring.open(acme)).encrypt('messages', field, 'hello, Grüße 🦊');
  assert.equal((await node().open(acme)).decryptText('messages', field, sealed), 'hello, Grüße 🦊');
});

test('any text in any domain comes back, and only from its own field', async () => {
  const keys = await arrange().keyring.open(acme);
  const name = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' });
  const fields = fc.record({ table: name, column: name, row: name });
  fc.assert(
    fc.property(
      fc.constantFrom(...keyDomains),
      fields,
      fields,
      fc.string({ unit: 'grapheme' }),
      (domain, here, there, text) => {
        const sealed = keys.encrypt(domain, here, text);
        assert.equal(keys.decryptText(domain, here, sealed), text);
        if (
          JSON.stringify([here.table, here.column, here.row]) ===
          JSON.stringify([there.table, there.column, there.row])
        )
          return;
        assert.throws(() => keys.decrypt(domain, there, sealed), code('ciphertext_rejected'));
      },
    ),
    { numRuns: 200 },
  );
});

test('a ciphertext of one tenant, the platform or another domain does not open elsewhere', async () => {
  const { keyring } = arrange();
  const keys = await keyring.open(acme);
  const sealed = keys.encrypt('messages', field, 'text');
  const foreign = await Promise.all([keyring.open(globex), keyring.open(platform)]);
  for (const other of foreign)
    assert.throws(() => other.decrypt('messages', field, sealed), code('ciphertext_rejected'));
  assert.throws(() => keys.decrypt('channels', field, sealed), code('ciphertext_rejected'));
  assert.equal(keys.decryptText('messages', field, sealed), 'text');
});

test('after thirty days a new epoch encrypts, and the old one still decrypts', async () => {
  const { keyring, clock } = arrange();
  const old = (await keyring.open(acme)).encrypt('messages', field, 'old');
  clock.time += 30 * day - 1;
  assert.equal((await keyring.open(acme)).encrypt('messages', field, 'x').readUInt32BE(2), 1);
  for (const epoch of [1, 1, 2]) {
    clock.time += 5 * minute;
    const keys = await keyring.open(acme);
    assert.equal(keys.encrypt('messages', field, 'new').readUInt32BE(2), epoch);
    assert.equal(keys.decryptText('messages', field, old), 'old');
  }
});

test('while an epoch rolls, no node meets a ciphertext whose key it does not have', async () => {
  const { node, clock } = arrange();
  const nodes = Array.from({ length: 4 }, node);
  await nodes[0]?.open(acme);
  clock.time += 30 * day - 20 * minute;
  // The nodes' caches run out at different times: otherwise all would read the new epoch together.
  for (const each of nodes) {
    await each.open(acme);
    clock.time += minute;
  }
  const random = predictableRandomNotForProduction('schedule');
  const epochs = new Set<number>();
  for (let step = 0; step < 300; step++) {
    const [ticks = 0, who = 0] = random.bytes(2);
    clock.time += ticks * 60;
    const writer = await nodes[who % 4]?.open(acme);
    assert.ok(writer);
    const sealed = writer.encrypt('messages', field, 'text');
    epochs.add(sealed.readUInt32BE(2));
    for (const reader of nodes) {
      const keys = reader.openCached(acme) ?? (await reader.open(acme));
      assert.equal(keys.decryptText('messages', field, sealed), 'text');
    }
  }
  assert.deepEqual([...epochs].sort(), [1, 2]);
});

test('an epoch that has encrypted enough is followed by a new one, counted across openings', async () => {
  const { keyring, clock } = arrange({ epochEncryptions: 100 });
  for (let i = 0; i < 60; i++) (await keyring.open(acme)).encrypt('messages', field, 'x');
  clock.time += 5 * minute;
  for (let i = 0; i < 40; i++)
    assert.equal((await keyring.open(acme)).encrypt('messages', field, 'x').readUInt32BE(2), 1);
  clock.time += 5 * minute;
  await keyring.open(acme);
  clock.time += 10 * minute;
  const keys = await keyring.open(acme);
  assert.equal(keys.encrypt('messages', field, 'x').readUInt32BE(2), 2);
  assert.equal(keys.encrypt('channels', field, 'x').readUInt32BE(2), 1);
});

test('look-up values and derived keys survive epochs and differ by scope, domain and purpose', async () => {
  const { keyring, clock } = arrange();
  const before = await keyring.open(acme);
  const value = before.lookup('directory', 'handle', 'ada');
  const token = before.token('cursors', 'page').export();
  clock.time += 31 * day;
  const keys = await keyring.open(acme);
  assert.deepEqual(keys.lookup('directory', 'handle', 'ada'), value);
  assert.deepEqual(keys.token('cursors', 'page').export(), token);
  assert.equal(value.length, 32);
  const samePurpose = mac(keys.token('directory', 'handle'), 'ada');
  assert.notDeepEqual(value, samePurpose, 'a key that leaves the keyring computes no look-up values');
  const others = [
    keys.lookup('directory', 'handle', 'Ada'),
    keys.lookup('directory', 'email', 'ada'),
    keys.lookup('profiles', 'handle', 'ada'),
    (await keyring.open(globex)).lookup('directory', 'handle', 'ada'),
    (await keyring.open(platform)).lookup('directory', 'handle', 'ada'),
    keys.token('directory', 'handle').export(),
  ];
  assert.equal(new Set([value, ...others].map((bytes) => bytes.toString('hex'))).size, 7);
});

test('an epoch made by another node is refused until it is fetched, then decrypts', async () => {
  const { node, store, clock } = arrange();
  const stale = await node().open(acme);
  // Clocks that disagree: one node finds the epoch due now, another that it was stored a day ago.
  for (const key of store.of(acme).dataKeys) key.createdAt -= 31 * day;
  await node().open(acme);
  for (const key of store.of(acme).dataKeys) key.createdAt = Math.min(key.createdAt, clock.time - day);
  const sealed = (await node().open(acme)).encrypt('messages', field, 'from ahead');
  assert.equal(sealed.readUInt32BE(2), 2);
  assert.throws(() => stale.decrypt('messages', field, sealed), code('key_unknown_epoch'));
  assert.equal(stale.hasEpochs('messages', [sealed]), false);
  const loads = store.loads;
  await Promise.all(Array.from({ length: 8 }, () => stale.ensureEpochs('messages', [sealed, sealed])));
  assert.equal(store.loads, loads + 1, 'one query for all');
  assert.equal(stale.decryptText('messages', field, sealed), 'from ahead');
  await stale.ensureEpochs('messages', [sealed]);
  assert.equal(store.loads, loads + 1, 'nothing is asked for known epochs');
});

test('an epoch that does not exist is refused, and asked for once in five seconds', async () => {
  const { keyring, store, clock } = arrange();
  const keys = await keyring.open(acme);
  const sealed = keys.encrypt('messages', field, 'text');
  sealed.writeUInt32BE(99, 2);
  for (let i = 0; i < 5; i++)
    await assert.rejects(keys.ensureEpochs('messages', [sealed]), code('key_unknown_epoch'));
  assert.equal(store.loads, 2);
  clock.time += 5_000;
  await assert.rejects(keys.ensureEpochs('messages', [sealed]), code('key_unknown_epoch'));
  assert.equal(store.loads, 3);
});

test('every use is counted per scope, domain and kind, also of scopes pushed out of the cache', async () => {
  const { keyring } = arrange({ maxScopes: 1 });
  const scopes = Array.from(
    { length: 6 },
    (_, i): KeyScope => ({ kind: 'tenant', tenantId: `01900000-0000-7000-8000-00000000000${i}` }),
  );
  for (const scope of scopes) {
    const keys = await keyring.open(scope);
    const sealed = keys.encrypt('messages', field, 'x');
    keys.decrypt('messages', field, sealed);
    keys.decrypt('messages', field, sealed);
    keys.lookup('directory', 'handle', 'ada');
  }
  const uses = keyring.drainUses();
  for (const scope of scopes) {
    const mine = uses.filter((use) => scopeName(use.scope) === scopeName(scope));
    assert.deepEqual(
      mine.map(({ domain, kind, count }) => [domain, kind, count]),
      [
        ['messages', 'encrypt', 1],
        ['messages', 'decrypt', 2],
        ['directory', 'lookup', 1],
      ],
    );
  }
  assert.deepEqual(keyring.drainUses(), []);
});

test('nothing that can be printed contains a key', async () => {
  const { keyring, provider, clock } = arrange();
  const keys = await keyring.open(acme);
  const secrets = [keys.token('sessions', 'csrf').export(), keys.lookup('directory', 'handle', 'ada')];
  const printed = [
    inspect(keyring, { depth: 9, showHidden: true }),
    inspect(keys, { depth: 9, showHidden: true }),
    JSON.stringify(keys),
  ];
  provider.down = true;
  clock.time += 6 * minute;
  const error = await keyring.open(acme).catch((failure: unknown) => failure);
  assert.ok(error instanceof KeyringError);
  printed.push(inspect(error, { depth: 9 }), JSON.stringify(error));
  for (const secret of secrets) {
    for (const form of ['hex', 'base64', 'base64url', 'latin1'] as const) {
      assert.equal(
        printed.some((text) => text.includes(secret.toString(form))),
        false,
      );
    }
  }
  assert.match(printed[1] ?? '', /^ScopeKeys \{\s+scope: \{[^{}]*\}\s+\}$/);
  assert.equal(
    printed.some((text) => /Buffer|SecretKeyObject/.test(text)),
    false,
  );
});
