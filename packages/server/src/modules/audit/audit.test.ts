import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type AuditEntryView, encodeId } from '@wardroom/contract';
import { people } from '../../testing/fixtures.ts';
import { randomId } from '../../testing/harness.ts';
import { codeOf, createIdentityHarness, type IdentityHarness, outputOf } from '../../testing/identity.ts';

describe('audit', () => {
  let h: IdentityHarness;
  before(async () => {
    h = await createIdentityHarness();
    await h.hire(h.acme, 'somebody');
    await h.hire(h.globex, 'somebody');
    await h.call(h.acme, 'member', 'principals.suspend', { principalId: h.acme.principals.guest.id });
    await h.call(h.acme, 'bot', 'sessions.list', {});
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const list = async (input: Record<string, unknown> = {}, who: 'owner' | 'auditor' = 'auditor') =>
    outputOf<{ entries: AuditEntryView[]; next: string | null }>(
      await h.call(h.acme, who, 'audit.list', input),
    );

  for (const who of people) {
    const answer =
      who === 'owner' || who === 'auditor' ? 'ok' : who === 'bot' ? 'insufficient_scope' : 'forbidden';
    it(`${who} reading the log: ${answer}`, async () => {
      assert.equal(codeOf(await h.call(h.acme, who, 'audit.list', {})), answer);
    });
  }

  it('allowed and denied are in it, with who, what, on what, from where and with which credential', async () => {
    const [created] = (await list({ type: 'principal.created' })).entries;
    const { owner, member, guest, bot } = h.acme.principals;
    assert.deepEqual(
      { ...created, id: '', at: 0, resourceId: '', subjectId: '', requestId: '' },
      {
        id: '',
        index: null,
        at: 0,
        type: 'principal.created',
        store: 'both',
        outcome: 'success',
        actorType: 'person',
        actorId: owner.id,
        subjectId: '',
        action: 'principals.create',
        resourceKind: 'Principal',
        resourceId: '',
        address: '127.0.0.1',
        credentialId: encodeId('session', owner.identity.id),
        requestId: '',
        count: 1,
        metadata: { kind: 'person', role: 'member' },
        erased: [],
      },
    );
    assert.match(created?.resourceId ?? '', /^prn_/);
    assert.match(created?.requestId ?? '', /^req_/);
    const denied = (await list({ type: 'request.refused', outcome: 'blocked', limit: 200 })).entries;
    const suspension = denied.find(({ action }) => action === 'principals.suspend');
    assert.deepEqual([suspension?.actorId, suspension?.resourceId], [member.id, guest.id]);
    const byKey = denied.find(({ action }) => action === 'sessions.list');
    assert.deepEqual(
      [byKey?.actorType === 'bot' || byKey?.actorType === 'anonymous', byKey?.actorId, byKey?.credentialId],
      [true, bot.id, encodeId('credential', bot.identity.id)],
    );
    assert.deepEqual((await list({ type: 'principal.created', outcome: 'failure' })).entries, []);
  });

  it('nothing of another tenant is in it', async () => {
    const { entries } = await list({ limit: 200 });
    assert.equal(entries.filter(({ type }) => type === 'principal.created').length, 1);
    const foreign = Object.values(h.globex.principals).map(({ id }) => id);
    assert.ok(entries.every((entry) => !foreign.some((id) => JSON.stringify(entry).includes(id))));
  });

  it('reading it is recorded before the answer leaves', async () => {
    const count = async () => {
      const { rows } = await h.admin.query(
        `select coalesce(sum(count), 0)::int as reads from tenant.audit_outbox where type = 'audit.viewed' and tenant_id = $1`,
        [h.acme.tenant.id],
      );
      return rows[0]?.reads as number;
    };
    const before = await count();
    await list();
    assert.equal(await count(), before + 1);
  });

  it('pages join, newest first; foreign and made-up positions give nothing', async () => {
    const whole = (await list({ limit: 200, type: 'request.refused' })).entries;
    assert.ok(whole.length > 4);
    assert.deepEqual(
      whole.map(({ id }) => id),
      whole
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    const first = await list({ limit: 3, type: 'request.refused' });
    const rest = await list({ limit: 200, type: 'request.refused', before: first.next });
    assert.deepEqual([...first.entries, ...rest.entries], whole);
    const { rows } = await h.admin.query<{ entry_id: string }>(
      'select entry_id from tenant.audit_outbox where tenant_id = $1 limit 1',
      [h.globex.tenant.id],
    );
    for (const before of [encodeId('auditEntry', rows[0]?.entry_id ?? ''), randomId(h, 'auditEntry')])
      assert.deepEqual(await list({ before }), {
        ...{ entries: [], next: null, isComplete: true },
        stores: ['security', 'compliance'],
      });
  });
});
