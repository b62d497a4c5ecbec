import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { encodeId, type SessionView, uuidOf } from '@wardroom/contract';
import type { Who } from '../../testing/fixtures.ts';
import { randomId } from '../../testing/harness.ts';
import { codeOf, createIdentityHarness, type IdentityHarness, outputOf } from '../../testing/identity.ts';
import { absoluteLifeMs } from './policy.ts';

interface Page {
  readonly sessions: SessionView[];
  readonly next: string | null;
}

describe('sessions of everybody', () => {
  let h: IdentityHarness;
  before(async () => {
    h = await createIdentityHarness();
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const list = (input = {}, who: Who = 'admin') => h.succeed<Page>(h.acme, who, 'sessions.listAll', input);
  const idsOf = ({ sessions }: Page) => sessions.map(({ id }) => id);
  const hireIn = async (handle: string) => {
    const principalId = await h.hire(h.acme, handle);
    const { session } = outputOf<{ session: SessionView }>(await h.signIn(h.acme, handle));
    return { principalId, session };
  };
  const recorded = async () => {
    const { rows } = await h.admin.query<{ reads: number }>(
      `select coalesce(sum(count), 0)::int as reads from tenant.audit_outbox
        where type = 'session.listed' and tenant_id = $1 and actor_id = $2`,
      [h.acme.tenant.id, uuidOf(h.acme.principals.admin.id)],
    );
    return rows[0]?.reads ?? 0;
  };

  it('who manages sessions sees those of everybody, newest first, as each person sees their own', async () => {
    const first = await hireIn('first-in');
    const { session } = await hireIn('second-in');
    const all = await list({ limit: 200 });
    assert.deepEqual(idsOf(all).slice(0, 2), [session.id, first.session.id]);
    assert.deepEqual(idsOf(all), idsOf(all).toSorted().toReversed());
    assert.deepEqual(
      all.sessions.filter(({ current }) => current).map(({ principalId }) => principalId),
      [h.acme.principals.admin.id],
    );
    assert.deepEqual(all.sessions[0], { ...session, current: false });
    assert.deepEqual(await list({ limit: 200, principalId: first.principalId }), {
      sessions: [{ ...first.session, current: false }],
      next: null,
    });
  });

  it('pages join; a position of another tenant, of another person or of nobody gives nothing', async () => {
    const { principalId, session } = await hireIn('paged-in');
    await h.signIn(h.acme, 'paged-in');
    const whole = await list({ limit: 200 });
    const head = await list({ limit: 3 });
    const rest = await list({ limit: 200, after: head.next });
    assert.deepEqual([...idsOf(head), ...idsOf(rest)], idsOf(whole));
    assert.equal(rest.next, null);
    const newest = await list({ principalId, limit: 1 });
    assert.deepEqual(idsOf(await list({ principalId, after: newest.next })), [session.id]);
    const foreign = encodeId('session', h.globex.principals.owner.identity.id);
    const nothing = { sessions: [], next: null };
    for (const position of [foreign, randomId(h, 'session')])
      assert.deepEqual(await list({ after: position }), nothing);
    assert.deepEqual(await list({ principalId: h.acme.principals.admin.id, after: session.id }), nothing);
    for (const who of [h.globex.principals.owner.id, randomId(h, 'principal')])
      assert.deepEqual(await list({ principalId: who }), nothing);
    const wrong = await h.call(h.acme, 'admin', 'sessions.listAll', { after: 'nonsense' });
    assert.equal(codeOf(wrong), 'invalid_cursor');
  });

  it('what was ended or has run out is not in it', async () => {
    const { session } = await hireIn('ended-in');
    assert.ok(idsOf(await list()).includes(session.id));
    await h.succeed(h.acme, 'admin', 'sessions.revoke', { sessionId: session.id });
    assert.ok(!idsOf(await list()).includes(session.id));
    const { session: old } = await hireIn('old-in');
    await h.admin.query('update tenant.sessions set idle_expires_at = created_at where session_id = $1', [
      uuidOf(old.id),
    ]);
    assert.ok(old.expiresAt < old.createdAt + absoluteLifeMs);
    assert.ok(!idsOf(await list({ limit: 200 })).includes(old.id));
  });

  it('whoever reads it is on record before the answer leaves; one’s own sessions are nobody’s business', async () => {
    const before = await recorded();
    await list();
    assert.equal(await recorded(), before + 1);
    await h.succeed(h.acme, 'admin', 'sessions.list', {});
    assert.equal(await recorded(), before + 1);
  });

  for (const [who, refusal] of [
    ['developer', 'forbidden'],
    ['member', 'forbidden'],
    ['guest', 'forbidden'],
    ['viewer', 'forbidden'],
    ['auditor', 'forbidden'],
    ['bot', 'insufficient_scope'],
  ] as const)
    it(`${who} sees nobody else’s: ${refusal}`, async () => {
      for (const input of [{}, { principalId: h.acme.principals.owner.id }])
        assert.equal(codeOf(await h.call(h.acme, who, 'sessions.listAll', input)), refusal);
    });
});
