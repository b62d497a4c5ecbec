import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { encodeId, type SessionView, type Uuid, uuidOf } from '@wardroom/contract';
import type { Outcome } from '../../kernel/execute.ts';
import { randomId } from '../../testing/harness.ts';
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
import { createSessionTouch, issueSignInLink } from './index.ts';

const day = 86_400_000;

describe('sessions', () => {
  let h: IdentityHarness;
  let handle = '';
  let people = 0;
  before(async () => {
    h = await createIdentityHarness();
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });
  beforeEach(async () => {
    people += 1;
    handle = `person-${people}`;
    await h.hire(h.acme, handle);
  });

  const signIn = async () => {
    const outcome = await h.signIn(h.acme, handle);
    const { session } = outputOf<{ session: SessionView }>(outcome);
    return { ...session, credential: { kind: 'session', secret: outcome.sessionSecret ?? '' } as const };
  };
  type SignedIn = Awaited<ReturnType<typeof signIn>>;
  const show = async (session: SignedIn) =>
    codeOf(await h.call(h.acme, session.credential, 'sessions.show', {}));
  const list = async (session: SignedIn, input = {}) =>
    outputOf<{ sessions: SessionView[]; next: string | null }>(
      await h.call(h.acme, session.credential, 'sessions.list', input),
    );

  it('one lists one’s own living sessions, newest first, in pages', async () => {
    const three = [await signIn(), await signIn(), await signIn()];
    const [first, second, third] = three as [SignedIn, SignedIn, SignedIn];
    const { sessions } = await list(second);
    assert.deepEqual(
      sessions.map(({ id }) => id),
      [third.id, second.id, first.id],
    );
    assert.deepEqual(
      sessions.map(({ current }) => current),
      [false, true, false],
    );
    const page = await list(second, { limit: 2 });
    assert.deepEqual(page.sessions, sessions.slice(0, 2));
    assert.deepEqual(await list(second, { limit: 2, after: page.next }), {
      sessions: sessions.slice(2),
      next: null,
    });
    const foreign = encodeId('session', h.globex.principals.owner.identity.id);
    assert.deepEqual(await list(second, { after: foreign }), { sessions: [], next: null });
    assert.deepEqual(await list(second, { after: randomId(h, 'session') }), { sessions: [], next: null });
    const wrong = await h.call(h.acme, second.credential, 'sessions.list', { after: 'nonsense' });
    assert.equal(codeOf(wrong), 'invalid_cursor');
    await h.succeed(h.acme, 'admin', 'sessions.revoke', { sessionId: third.id });
    assert.deepEqual(
      (await list(second)).sessions.map(({ id }) => id),
      [second.id, first.id],
    );
  });

  it('a revoked session is worth nothing from the commit on, and the event names it', async () => {
    const [kept, ended] = [await signIn(), await signIn()];
    const revoke = () => h.call(h.acme, kept.credential, 'sessions.revoke', { sessionId: ended.id });
    assert.equal(await show(ended), 'ok');
    assert.equal(codeOf(await revoke()), 'ok');
    assert.equal(await show(ended), 'unauthenticated');
    assert.equal(await show(kept), 'ok');
    const event = h.events.at(-1);
    assert.deepEqual(
      [event?.type, event?.credentialId, event?.subjectId],
      ['session.revoked', uuidOf(ended.id), uuidOf(ended.principalId)],
    );
    const seen = h.events.length;
    assert.equal(codeOf(await revoke()), 'ok');
    assert.equal(h.events.length, seen);
  });

  for (const [who, answer] of [
    ['owner', 'ok'],
    ['admin', 'ok'],
    ['developer', 'not_found'],
    ['guest', 'not_found'],
    ['auditor', 'not_found'],
  ] as const) {
    it(`${who} revoking the session of a member: ${answer}`, async () => {
      const session = await signIn();
      const revoke = (sessionId: string) =>
        observed(h, () => h.call(h.acme, who, 'sessions.revoke', { sessionId }));
      const absent = await revoke(randomId(h, 'session'));
      assert.equal(absent.seen.code, 'not_found');
      const foreign = encodeId('session', h.globex.principals.member.identity.id);
      assert.deepEqual(await revoke(foreign), absent);
      const own = await revoke(session.id);
      if (answer === 'ok') assert.deepEqual(own.seen, { output: {} });
      else assert.deepEqual(own, absent);
      assert.equal(await show(session), answer === 'ok' ? 'unauthenticated' : 'ok');
    });
  }

  it('nobody ends the session of somebody above them', async () => {
    const sessionId = encodeId('session', h.acme.principals.owner.identity.id);
    assert.equal(codeOf(await h.call(h.acme, 'admin', 'sessions.revoke', { sessionId })), 'forbidden');
    assert.equal(codeOf(await h.call(h.acme, 'owner', 'sessions.show', {})), 'ok');
  });

  it('revoking the others keeps the one that asks; signing out ends just that', async () => {
    const [a, b, c] = [await signIn(), await signIn(), await signIn()];
    const seen = h.events.length;
    const answer = await h.call(h.acme, b.credential, 'sessions.revokeOthers', {});
    assert.deepEqual(outputOf(answer), { revoked: 2 });
    assert.deepEqual(
      h.events
        .slice(seen)
        .map(({ credentialId }) => credentialId)
        .sort(),
      [uuidOf(a.id), uuidOf(c.id)].sort(),
    );
    assert.deepEqual(
      [await show(a), await show(b), await show(c)],
      ['unauthenticated', 'ok', 'unauthenticated'],
    );
    assert.equal(codeOf(await h.call(h.acme, b.credential, 'sessions.end', {})), 'ok');
    assert.equal(await show(b), 'unauthenticated');
    assert.equal(codeOf(await h.call(h.acme, 'owner', 'sessions.show', {})), 'ok');
  });

  it('a new password ends every other session, and only the new one signs in', async () => {
    const [kept, ended] = [await signIn(), await signIn()];
    const newPassword = 'eleven copper lanterns drift';
    const change = (currentPassword: string, next = newPassword) =>
      h.call(h.acme, kept.credential, 'principals.changePassword', { currentPassword, newPassword: next });
    assert.equal(codeOf(await change('not my password')), 'sign_in_failed');
    assert.equal(codeOf(await change(goodPassword, 'short')), 'password_refused');
    assert.equal(codeOf(await change(goodPassword, `${handle} ${handle} ${handle}`)), 'password_refused');
    assert.equal(await show(ended), 'ok');
    assert.equal(codeOf(await change(goodPassword)), 'ok');
    assert.deepEqual([await show(kept), await show(ended)], ['ok', 'unauthenticated']);
    assert.equal(codeOf(await h.signIn(h.acme, handle)), 'sign_in_failed');
    assert.equal(codeOf(await h.signIn(h.acme, handle, newPassword)), 'ok');
  });

  it('whoever holds a revoked session learns nothing about the password with it', async () => {
    const session = await signIn();
    await h.succeed(h.acme, 'admin', 'sessions.revoke', { sessionId: session.id });
    for (const currentPassword of [goodPassword, 'wrong']) {
      const input = { currentPassword, newPassword: 'eleven copper lanterns drift' };
      const outcome = await h.call(h.acme, session.credential, 'principals.changePassword', input);
      assert.equal(codeOf(outcome), 'unauthenticated');
    }
  });

  const order = (tenant = h.acme, name = handle) =>
    issueSignInLink(
      { ...h.parts, database: h.kernel.database },
      {
        tenantId: tenant.tenant.id,
        handle: name,
        cause: { operatorId: h.parts.ids.next(), requestId: h.parts.ids.next(), address: null },
      },
    );
  const redeem = (secret: string): Promise<Outcome> =>
    h.call(h.acme, { kind: 'none' }, 'sessions.redeem', { secret });

  it('of eight who redeem one link at once, one gets in', async () => {
    const { secret } = await order();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => redeem(secret)));
    assert.deepEqual(outcomes.map(codeOf).sort(), [...Array(7).fill('link_refused'), 'ok']);
    const winner = outcomes.find(({ answer }) => answer.ok);
    const credential = { kind: 'session', secret: winner?.sessionSecret ?? '' } as const;
    assert.equal(codeOf(await h.call(h.acme, credential, 'sessions.show', {})), 'ok');
    const everything = await dump(h);
    for (const trace of tracesOf(secret)) assert.ok(!everything.includes(trace));
  });

  it('used, expired, foreign and made-up links are one answer by the same statements', async () => {
    const used = await order();
    await redeem(used.secret);
    const foreign = await order(h.globex, 'globex-member');
    const random = await observed(h, () => redeem('x'.repeat(43)));
    assert.equal(random.seen.code, 'link_refused');
    for (const { secret } of [used, foreign])
      assert.deepEqual(await observed(h, () => redeem(secret)), random);
    const expired = await order();
    h.clock.advance(10 * 60_000);
    assert.deepEqual(await observed(h, () => redeem(expired.secret)), random);
  });

  it('links are for active people only', async () => {
    await assert.rejects(order(h.acme, 'acme-bot'), { code: 'not_found' });
    await assert.rejects(order(h.acme, 'globex-member'), { code: 'not_found' });
    const { secret } = await order();
    const { principals } = await h.succeed<{ principals: { id: string; handle: string }[] }>(
      h.acme,
      'owner',
      'principals.list',
      {},
    );
    const principalId = principals.find((person) => person.handle === handle)?.id;
    await h.succeed(h.acme, 'owner', 'principals.suspend', { principalId });
    assert.equal(codeOf(await redeem(secret)), 'link_refused');
    await h.succeed(h.acme, 'owner', 'principals.reactivate', { principalId });
    assert.equal(codeOf(await redeem(secret)), 'ok');
  });

  it('a touch that fails is told to the log and tried again', async () => {
    const errors: unknown[] = [];
    const touch = createSessionTouch({
      ...h.parts,
      database: h.kernel.database,
      onError: (error) => void errors.push(error),
    });
    const identity = { ...h.acme.principals.owner.identity, tenantId: 'not-a-tenant' as Uuid };
    for (const round of [1, 2]) {
      touch.touch(identity);
      await touch.settled();
      assert.equal(errors.length, round);
    }
  });

  it('use keeps a session alive, written once a minute, never beyond its absolute end and never back from the dead', async () => {
    const errors: unknown[] = [];
    const onError = (error: unknown) => void errors.push(error);
    const touch = createSessionTouch({ ...h.parts, database: h.kernel.database, clock: h.clock, onError });
    const [used, ended] = [await signIn(), await signIn()];
    await h.succeed(h.acme, 'admin', 'sessions.revoke', { sessionId: ended.id });
    const use = async (...sessions: SignedIn[]) => {
      h.takeStatements();
      for (const { id, principalId } of sessions)
        touch.touch({
          kind: 'session',
          id: uuidOf(id),
          principalId: uuidOf(principalId),
          tenantId: h.acme.tenant.id,
        });
      await touch.settled();
      return h.takeStatements().filter((name) => name === 'sessions.touch').length;
    };
    assert.equal(await use(used, ended, used), 1);
    assert.equal(await use(used, ended), 0);
    const times = async (id: string) =>
      (
        await h.admin.query<{ idle: Date; absolute: Date; seen: Date }>(
          `select idle_expires_at as idle, expires_at as absolute, last_seen_at as seen from tenant.sessions where session_id = $1`,
          [uuidOf(id)],
        )
      ).rows[0];
    const dead = await times(ended.id);
    for (let week = 0; week < 5; week += 1) {
      h.clock.advance(6 * day);
      await use(used, ended);
    }
    assert.deepEqual(await times(ended.id), dead);
    const last = await times(used.id);
    assert.deepEqual(last?.idle, last?.absolute);
    assert.ok((last?.seen.getTime() ?? 0) > (dead?.seen.getTime() ?? 0) + 20 * day);
    assert.deepEqual(errors, []);
  });
});
