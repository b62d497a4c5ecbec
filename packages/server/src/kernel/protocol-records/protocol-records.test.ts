/** What the authorisation server keeps: one caller gets it, once; nobody reads it without the keys. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Uuid, WardroomError } from '@wardroom/contract';
import { recordsOf } from '../../testing/access-requests.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';
import type { ProtocolRecords } from './index.ts';

describe('records of the authorisation server', () => {
  let h: Harness;
  let records: ProtocolRecords;
  let acme: Uuid;
  let globex: Uuid;
  let now = 0;
  before(async () => {
    h = await createHarness({ clock: { now: () => Date.now() + now }, maxConnections: 8 });
    records = recordsOf(h);
    acme = h.acme.tenant.id;
    globex = h.globex.tenant.id;
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  let count = 0;
  const newId = () => {
    count += 1;
    return `record-${count}-${'x'.repeat(30)}`;
  };
  const later = () => Date.now() + now + 60_000;
  const put = async (
    kind: 'AuthorizationCode' | 'RefreshToken' | 'Interaction',
    payload: object,
    more = {},
  ) => {
    const id = newId();
    await records.put(acme, kind, id, payload, { expiresAt: later(), ...more });
    return id;
  };
  const isConflict = (error: unknown) => error instanceof WardroomError && error.code === 'conflict';

  for (const kind of ['AuthorizationCode', 'RefreshToken'] as const)
    it(`of eight that consume one ${kind} at once, exactly one gets it`, async () => {
      for (let round = 0; round < 5; round += 1) {
        const id = await put(kind, { round });
        const won = await Promise.all(Array.from({ length: 8 }, () => records.consume(acme, kind, id)));
        assert.equal(won.filter(Boolean).length, 1, `round ${round}`);
        assert.notEqual((await records.find(acme, kind, id))?.consumedAt, null);
      }
    });

  it('gives back what was put, replaced by what is put again, and tells what was consumed', async () => {
    const grantId = h.parts.ids.next();
    const id = await put('RefreshToken', { scope: 'a', nested: { list: [1, null] } }, { grantId });
    const found = await records.find(acme, 'RefreshToken', id);
    assert.deepEqual(found?.payload, { scope: 'a', nested: { list: [1, null] } });
    assert.deepEqual([found?.grantId, found?.consumedAt], [grantId, null]);
    await records.put(acme, 'RefreshToken', id, { scope: 'b' }, { expiresAt: later(), grantId });
    assert.deepEqual((await records.find(acme, 'RefreshToken', id))?.payload, { scope: 'b' });
    assert.equal(await records.find(acme, 'AuthorizationCode', id), null, 'kinds are apart');
    assert.equal(await records.find(acme, 'RefreshToken', `${id}x`), null);
  });

  it('what was consumed, ended or has expired never comes back', async () => {
    const consumed = await put('AuthorizationCode', {});
    assert.equal(await records.consume(acme, 'AuthorizationCode', consumed), true);
    const ended = await put('AuthorizationCode', {});
    await records.end(acme, 'AuthorizationCode', ended);
    const expired = await put('AuthorizationCode', {}, { expiresAt: Date.now() + now + 1 });
    now += 1000;
    for (const id of [consumed, ended, expired]) {
      await assert.rejects(
        records.put(acme, 'AuthorizationCode', id, { again: true }, { expiresAt: later() }),
        isConflict,
      );
      assert.equal(await records.consume(acme, 'AuthorizationCode', id), false);
    }
    assert.equal(await records.find(acme, 'AuthorizationCode', ended), null);
    assert.equal(await records.find(acme, 'AuthorizationCode', expired), null);
    assert.deepEqual((await records.find(acme, 'AuthorizationCode', consumed))?.payload, {});
  });

  it('the end of a grant ends what was issued from it, and nothing else', async () => {
    const [grantId, other] = [h.parts.ids.next(), h.parts.ids.next()];
    const own = [await put('RefreshToken', {}, { grantId }), await put('RefreshToken', {}, { grantId })];
    const kept = await put('RefreshToken', {}, { grantId: other });
    await records.endByGrant(acme, grantId);
    for (const id of own) assert.equal(await records.find(acme, 'RefreshToken', id), null);
    assert.notEqual(await records.find(acme, 'RefreshToken', kept), null);
  });

  it('another tenant finds, consumes and ends nothing', async () => {
    const id = await put('RefreshToken', { of: 'acme' });
    assert.equal(await records.find(globex, 'RefreshToken', id), null);
    assert.equal(await records.consume(globex, 'RefreshToken', id), false);
    await records.end(globex, 'RefreshToken', id);
    assert.notEqual(await records.find(acme, 'RefreshToken', id), null);
    await records.put(globex, 'RefreshToken', id, { of: 'globex' }, { expiresAt: later() });
    assert.deepEqual((await records.find(acme, 'RefreshToken', id))?.payload, { of: 'acme' });
  });

  it('neither ids nor codes nor what they stand for can be read in a row', async () => {
    const [id, alias] = [newId(), 'WDJBMJHT'];
    const payload = { userCode: alias, secretWord: 'grenouille' };
    await records.put(acme, 'DeviceCode', id, payload, { expiresAt: later(), alias });
    const { rows } = await h.admin.query<{ text: string; sealed: string }>(
      `select r::text as text, encode(sealed, 'escape') as sealed from tenant.protocol_records r where kind = 'DeviceCode'`,
    );
    assert.ok(rows.length > 0);
    for (const { text, sealed } of rows)
      for (const word of [id, alias, 'grenouille'])
        assert.ok(
          ![text, sealed].some(
            (row) => row.includes(word) || row.includes(Buffer.from(word).toString('hex')),
          ),
          word,
        );
  });

  it('a payload moved to another record does not open', async () => {
    const [from, to] = [await put('RefreshToken', { of: 'one' }), await put('RefreshToken', { of: 'other' })];
    const { rows } = await h.admin.query<{ lookup: Buffer; sealed: Buffer }>(
      `select lookup, sealed from tenant.protocol_records where tenant_id = $1 and kind = 'RefreshToken'
        order by created_at desc limit 2`,
      [acme],
    );
    const [newer, older] = rows;
    await h.admin.query(
      'update tenant.protocol_records set sealed = $2 where tenant_id = $3 and lookup = $1',
      [...[newer?.lookup, older?.sealed, acme]],
    );
    const outcomes = await Promise.allSettled([from, to].map((id) => records.find(acme, 'RefreshToken', id)));
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  });

  it('a code is found as people type it, until its end frees it', async () => {
    const [id, next] = [newId(), newId()];
    const device = { expiresAt: later(), alias: 'BCDFGHJK' };
    await records.put(acme, 'DeviceCode', id, { of: 'one' }, device);
    for (const typed of ['BCDFGHJK', 'bcdf-ghjk', 'Bcdf GhjK'])
      assert.deepEqual((await records.findByAlias(acme, 'DeviceCode', typed))?.payload, { of: 'one' });
    assert.equal(await records.findByAlias(globex, 'DeviceCode', 'BCDFGHJK'), null);
    await assert.rejects(records.put(acme, 'DeviceCode', next, { of: 'other' }, device));
    await records.end(acme, 'DeviceCode', id);
    assert.equal(await records.findByAlias(acme, 'DeviceCode', 'BCDFGHJK'), null);
    await records.put(acme, 'DeviceCode', next, { of: 'other' }, device);
    assert.deepEqual((await records.findByAlias(acme, 'DeviceCode', 'bcdfghjk'))?.payload, { of: 'other' });
  });

  it('a session that changes its name keeps its uid', async () => {
    const [before, after] = [newId(), newId()];
    const options = { expiresAt: later(), alias: 'Uid-of-a-Session' };
    await records.put(acme, 'Session', before, { jti: before }, options);
    await records.put(acme, 'Session', after, { jti: after }, options);
    assert.deepEqual((await records.findByAlias(acme, 'Session', 'Uid-of-a-Session'))?.payload, {
      jti: after,
    });
    assert.equal(await records.findByAlias(acme, 'Session', 'uidofasession'), null);
  });

  it('what is larger than a record is refused, and no prototype travels in it', async () => {
    await assert.rejects(
      put('Interaction', { state: 'x'.repeat(32_768) }),
      (error) => error instanceof WardroomError && error.code === 'body_too_large',
    );
    const id = await put('Interaction', JSON.parse('{"params":{"__proto__":{"isAdmin":true},"scope":"a"}}'));
    const found = await records.find(acme, 'Interaction', id);
    assert.deepEqual(found?.payload, { params: { scope: 'a' } });
    assert.deepEqual(Object.keys(Object.assign({}, found?.payload['params'])), ['scope']);
  });

  it('what has expired for a day is purged; what lives stays', async () => {
    const [old, alive] = [await put('RefreshToken', {}), await put('RefreshToken', {})];
    await h.admin.query(
      `update tenant.protocol_records set expires_at = now() - interval '25 hours'
        where tenant_id = $1 and kind = 'RefreshToken' and lookup = $2`,
      [acme, h.acme.keys.lookup('credentials', 'record/RefreshToken', old)],
    );
    const counted = async () =>
      (await h.admin.query<{ n: number }>('select count(*)::int as n from tenant.protocol_records')).rows[0]
        ?.n ?? 0;
    const total = await counted();
    const { upkeepTasks } = await import('../jobs/tasks/upkeep.ts');
    const { issuePermit } = await import('../permit.ts');
    await upkeepTasks['tokens.expire']({
      job: { tenantId: acme, jobId: h.parts.ids.next(), principalId: null, referenceId: null },
      ...{ at: Date.now(), keys: h.acme.keys, database: h.kernel.database },
      permitFor: (transaction) =>
        issuePermit({ transaction, tenantId: acme, operation: 'x', permission: 'system', resourceId: null }),
    });
    assert.equal(await counted(), total - 1);
    assert.notEqual(await records.find(acme, 'RefreshToken', alive), null);
  });
});
