import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { createHarness, type Harness } from '../../testing/harness.ts';
import type { Directory } from './directory.ts';
import { createPostgresDirectory } from './postgres-directory.ts';

describe('postgres directory', () => {
  let harness: Harness;
  let directory: Directory;
  let queries = 0;
  before(async () => {
    harness = await createHarness({ implementations: () => [] });
    const pool = harness.poolOf('wardroom_directory');
    const counting = {
      query: (statement: pg.QueryConfig) => {
        queries += 1;
        return pool.query(statement);
      },
    } as unknown as pg.Pool;
    const { keyring, clock } = harness.parts;
    directory = createPostgresDirectory({ pool: counting, keyring, clock, baseDomain: 'localhost' });
  });
  after(() => harness.close());

  test('a host names its tenant, with or without a port, and one query serves a hundred requests', async () => {
    queries = 0;
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        directory.resolveHost(n % 2 ? 'acme.localhost' : 'acme.localhost:80'),
      ),
    );
    for (const tenant of answers) assert.deepEqual(tenant, harness.acme.tenant);
    assert.equal(queries, 1);
  });

  test('a tenant that is still being made answers like an unknown one', async () => {
    await harness.admin.query("update directory.tenants set status = 'provisioning' where tenant_id = $1", [
      harness.globex.tenant.id,
    ]);
    assert.equal(await directory.resolveHost('globex.localhost'), null);
    await harness.admin.query("update directory.tenants set status = 'active'");
    directory.purge(harness.globex.tenant.id);
    assert.equal((await directory.resolveHost('globex.localhost'))?.id, harness.globex.tenant.id);
  });

  test('a name that leads nowhere costs one query a second, and what has no form of a name costs none', async () => {
    queries = 0;
    await Promise.all(Array.from({ length: 50 }, () => directory.resolveHost('chat.unknown.com')));
    assert.equal(await directory.resolveHost('chat.unknown.com:8420'), null);
    assert.equal(queries, 1);
    for (const host of ['chat.unknown.com.', '192.0.2.1', 'unknown', 'a.b.localhost', '[::1]', 'a..com'])
      assert.equal(await directory.resolveHost(host), null, host);
    assert.equal(queries, 1);
  });

  test('sessions and keys name their owner; each kind only by its own look-up', async () => {
    const { member, bot } = harness.acme.principals;
    assert.deepEqual(await directory.identify({ kind: 'session', secret: member.secret }), member.identity);
    assert.deepEqual(await directory.identify({ kind: 'key', secret: bot.secret }), bot.identity);
    assert.equal(await directory.identify({ kind: 'key', secret: member.secret }), null);
    assert.equal(await directory.identify({ kind: 'session', secret: bot.secret }), null);
    assert.equal(await directory.identify({ kind: 'none' }), null);
  });

  test('a malformed credential costs no query', async () => {
    queries = 0;
    const { secret } = harness.acme.principals.bot;
    const mistyped = secret.slice(0, -1) + (secret.endsWith('0') ? '1' : '0');
    assert.equal(await directory.identify({ kind: 'key', secret: mistyped }), null);
    assert.equal(await directory.identify({ kind: 'session', secret: "' or 1=1 --" }), null);
    assert.equal(await directory.identify({ kind: 'session', secret: 'A'.repeat(44) }), null);
    assert.equal(queries, 0);
    assert.equal(await directory.identify({ kind: 'session', secret: 'A'.repeat(43) }), null);
    assert.equal(queries, 1);
  });

  test('without its database it says so', async () => {
    const { keyring, clock } = harness.parts;
    const gone = new pg.Pool({ host: '/tmp/wardroom-no-such-socket', max: 1 });
    const blind = createPostgresDirectory({ pool: gone, keyring, clock, baseDomain: 'localhost' });
    await assert.rejects(blind.resolveHost('acme.localhost'), { code: 'unavailable' });
    await gone.end();
  });
});
