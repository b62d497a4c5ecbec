import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { decodeId, type Person, type SessionView, uuidOf } from '@wardroom/contract';
import { rolePermissions } from '@wardroom/policy';
import {
  codeOf,
  createIdentityHarness,
  dump,
  goodPassword,
  type IdentityHarness,
  observed,
  outputOf,
  tracesOf,
} from '../../testing/identity.ts';

interface Me {
  readonly principal: Person;
  readonly session: SessionView | null;
  readonly permissions: string[];
  readonly tenant: { readonly slug: string };
}

describe('signing in', () => {
  let h: IdentityHarness;
  before(async () => {
    h = await createIdentityHarness();
    await h.succeed(h.acme, 'owner', 'principals.create', {
      handle: 'ada',
      displayName: 'Ada L.',
      emailAddress: 'Ada@Example.Org',
      password: goodPassword,
      role: 'developer',
    });
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  for (const name of ['ada', 'ADA', ' ada ', 'ada@example.org', 'ADA@EXAMPLE.ORG']) {
    it(`“${name}” signs in, and the session is the one that sessions.show shows`, async () => {
      const outcome = await h.signIn(h.acme, name);
      const me = outputOf<Me>(outcome);
      assert.equal(me.principal.handle, 'ada');
      assert.deepEqual(me.permissions, [...rolePermissions.developer]);
      assert.equal(me.tenant.slug, 'acme');
      assert.equal(me.session?.current, true);
      assert.deepEqual([me.session?.device, me.session?.address], ['test', '127.0.0.1']);
      const secret = outcome.sessionSecret ?? '';
      assert.match(secret, /^[A-Za-z0-9_-]{43}$/);
      assert.ok(!JSON.stringify(outcome.answer).includes(secret));
      const shown = await h.call(h.acme, { kind: 'session', secret }, 'sessions.show', {});
      assert.deepEqual(outputOf(shown), me);
      assert.equal(
        codeOf(await h.call(h.globex, { kind: 'session', secret }, 'sessions.show', {})),
        'unauthenticated',
      );
    });
  }

  it('a key is told who it is, with no session', async () => {
    const me = outputOf<Me>(await h.call(h.acme, 'bot', 'sessions.show', {}));
    assert.equal(me.session, null);
    assert.deepEqual(me.permissions, [...rolePermissions.agent]);
  });

  it('the sign-in is recorded with the session, and the refusal without a name', async () => {
    const me = outputOf<Me>(await h.signIn(h.acme, 'ada'));
    const { rows } = await h.admin.query(
      `select outcome, actor_id, resource_id from tenant.audit_outbox where type = 'session.created' order by entry_id desc limit 1`,
    );
    const session = decodeId('session', me.session?.id ?? '');
    assert.deepEqual(rows, [{ outcome: 'success', actor_id: uuidOf(me.principal.id), resource_id: session }]);
    await h.signIn(h.acme, 'ada', 'wrong');
    const refused = await h.admin.query(
      `select outcome, actor_id from tenant.audit_outbox order by entry_id desc limit 1`,
    );
    assert.deepEqual(refused.rows, [{ outcome: 'blocked', actor_id: null }]);
  });

  it('wrong password, unknown name, other tenant’s name, suspended, imported and bot: one answer by the same statements', async () => {
    for (const handle of ['sus', 'imp']) await h.hire(h.acme, handle);
    for (const [handle, status] of [
      ['sus', 'suspended'],
      ['imp', 'imported'],
    ] as const) {
      const { principals } = await h.succeed<{ principals: Person[] }>(
        h.acme,
        'owner',
        'principals.list',
        {},
      );
      const id = uuidOf(principals.find((person) => person.handle === handle)?.id ?? '');
      await h.admin.query('update tenant.principals set status = $2 where principal_id = $1', [id, status]);
    }
    await h.hire(h.globex, 'only-globex');
    const names = ['sus', 'imp', 'acme-bot', 'nobody-here', 'only-globex', 'acme-owner'];
    const wrong = await observed(h, () => h.signIn(h.acme, 'ada', 'not the password at all'));
    assert.equal(wrong.seen.code, 'sign_in_failed');
    for (const name of names) assert.deepEqual(await observed(h, () => h.signIn(h.acme, name)), wrong, name);
    const byMail = await observed(h, () => h.signIn(h.acme, 'ada@example.org', 'not it'));
    const unknownMail = await observed(h, () => h.signIn(h.acme, 'nobody@example.org', 'not it'));
    assert.deepEqual(byMail, unknownMail);
    assert.equal(byMail.seen.code, 'sign_in_failed');
  });

  it('whoever is suspended, or whose password changes, between verification and lock does not get in', async () => {
    const id = uuidOf(await h.hire(h.acme, 'racer'));
    const sql = {
      suspended: `update tenant.principals set status = 'suspended' where principal_id = $1`,
      active: `update tenant.principals set status = 'active' where principal_id = $1`,
      changed: `update tenant.passwords set password_hash = password_hash || ' ' where principal_id = $1`,
    };
    h.onceBefore('log.lockHead', async () => void (await h.admin.query(sql.suspended, [id])));
    assert.equal(codeOf(await h.signIn(h.acme, 'racer')), 'sign_in_failed');
    await h.admin.query(sql.active, [id]);
    assert.equal(codeOf(await h.signIn(h.acme, 'racer')), 'ok');
    h.onceBefore('log.lockHead', async () => void (await h.admin.query(sql.changed, [id])));
    assert.equal(codeOf(await h.signIn(h.acme, 'racer')), 'sign_in_failed');
  });

  it('guessing slows down for known and unknown names alike, a minute at most, and a wait is never a lock', async () => {
    await h.hire(h.acme, 'target');
    for (const name of ['target', 'no-such-target']) {
      for (let failure = 0; failure < 3; failure += 1)
        assert.equal(codeOf(await h.signIn(h.acme, name, 'guess')), 'sign_in_failed');
      h.takeStatements();
      const { answer } = await h.signIn(h.acme, name, 'guess');
      assert.ok(!answer.ok && answer.error.code === 'rate_limited');
      assert.equal(answer.error.options.retryAfterSeconds, 1);
      assert.ok(!h.takeStatements().includes('principals.byHandle'));
      h.clock.advance(1000);
      assert.equal(codeOf(await h.signIn(h.acme, name, 'guess')), 'sign_in_failed');
      assert.equal(codeOf(await h.signIn(h.acme, name, 'guess')), 'rate_limited');
      h.clock.advance(60_000);
    }
    assert.equal(codeOf(await h.signIn(h.acme, 'target')), 'ok');
    assert.equal(codeOf(await h.signIn(h.acme, 'target', 'guess')), 'sign_in_failed');
    assert.equal(codeOf(await h.signIn(h.acme, 'target')), 'ok');
  });

  it('attempts in flight count: of thirty at once three are tried', async () => {
    await h.hire(h.acme, 'swarm');
    h.clock.advance(3_700_000);
    const codes = await Promise.all(
      Array.from({ length: 30 }, async () => codeOf(await h.signIn(h.acme, 'swarm', 'guess'))),
    );
    assert.equal(codes.filter((code) => code === 'sign_in_failed').length, 3);
    assert.equal(codes.filter((code) => code === 'rate_limited').length, 27);
    h.clock.advance(3_700_000);
  });

  it('an outage during sign-in slows nobody afterwards', async () => {
    await h.hire(h.acme, 'patient');
    for (let outage = 0; outage < 5; outage += 1) {
      h.onceBefore('principals.byHandle', async ({ backendPid }) => {
        await h.admin.query('select pg_terminate_backend($1, 5000)', [backendPid]);
      });
      assert.equal(codeOf(await h.signIn(h.acme, 'patient')), 'unavailable');
    }
    assert.equal(codeOf(await h.signIn(h.acme, 'patient')), 'ok');
  });

  it('a session ends after a week without use and after thirty days with it', async () => {
    const { sessionSecret: secret = '' } = await h.signIn(h.acme, 'ada');
    const alive = async () => codeOf(await h.call(h.acme, { kind: 'session', secret }, 'sessions.show', {}));
    h.clock.advance(7 * 86_400_000 - 60_000);
    assert.equal(await alive(), 'ok');
    h.clock.advance(61_000);
    assert.equal(await alive(), 'unauthenticated');
  });

  it('no password and no session secret is anywhere in the database, as text, hash or bytes', async () => {
    const { sessionSecret: secret = '' } = await h.signIn(h.acme, 'ada');
    await h.signIn(h.acme, 'ada', 'a wrong but telling password');
    const everything = await dump(h);
    assert.ok(everything.includes(h.acme.principals.owner.uuid));
    for (const word of [secret, goodPassword, 'a wrong but telling password', 'ada@example.org', 'Ada L.'])
      for (const trace of tracesOf(word)) assert.ok(!everything.includes(trace), word);
  });
});
