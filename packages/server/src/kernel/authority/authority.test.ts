/** Each reason for which a credential is worth nothing is one by itself, whatever the others say. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHarness, type Harness } from '../../testing/harness.ts';

let harness: Harness;
before(async () => {
  harness = await createHarness();
});
after(() => harness.close());

const ask = async (
  who: 'member' | 'bot',
  operation: 'sessions.show' | 'channels.leave' = 'sessions.show',
) => {
  const input = operation === 'sessions.show' ? {} : { channelId: harness.acme.secret.id };
  const { answer } = await harness.call(harness.acme, who, operation, input);
  return answer.ok ? 'ok' : answer.error.code;
};

/** Table and column, the fixture whose row it is, and the value that ends it. */
const reasons = [
  ['a session that was revoked', 'sessions', 'revoked_at', 'member', 'now()'],
  ['a session past its absolute end', 'sessions', 'expires_at', 'member', "now() - interval '1 second'"],
  ['a session that was not used', 'sessions', 'idle_expires_at', 'member', "now() - interval '1 second'"],
  ['a session of a suspended person', 'principals', 'status', 'member', "'suspended'"],
  ['a key that was revoked', 'credentials', 'revoked_at', 'bot', 'now()'],
  ['a key past its end', 'credentials', 'expires_at', 'bot', "now() - interval '1 second'"],
  ['a key of a suspended bot', 'principals', 'status', 'bot', "'suspended'"],
] as const;

for (const [what, table, column, who, value] of reasons) {
  test(`${what} reads and writes nothing`, async () => {
    const { uuid } = harness.acme.principals[who];
    const where = 'where tenant_id = $1 and principal_id = $2';
    const ids = [harness.acme.tenant.id, uuid];
    assert.equal(await ask(who), 'ok');
    const { rows } = await harness.admin.query(`select ${column} as kept from tenant.${table} ${where}`, ids);
    await harness.admin.query(`update tenant.${table} set ${column} = ${value} ${where}`, ids);
    assert.deepEqual(
      [await ask(who), await ask(who, 'channels.leave')],
      ['unauthenticated', 'unauthenticated'],
    );
    await harness.admin.query(`update tenant.${table} set ${column} = $3 ${where}`, [...ids, rows[0].kept]);
    assert.equal(await ask(who), 'ok');
  });
}

test('a suspended tenant reads and writes nothing, and the refusal is in its log', async () => {
  const { id } = harness.acme.tenant;
  const setStatus = async (status: string) => {
    await harness.admin.query('update directory.tenants set status = $2 where tenant_id = $1', [id, status]);
    harness.kernel.directory.purge(id);
  };
  await setStatus('suspended');
  assert.deepEqual(
    [await ask('member'), await ask('member', 'channels.leave')],
    ['tenant_suspended', 'tenant_suspended'],
  );
  const { rows } = await harness.admin.query(
    "select coalesce(sum(count), 0)::integer as n from tenant.audit_outbox where tenant_id = $1 and type = 'request.refused'",
    [id],
  );
  assert.equal(rows[0].n, 2);
  await setStatus('active');
  assert.equal(await ask('member'), 'ok');
});
