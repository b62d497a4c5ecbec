/** Who may prove again who they are, how often they may guess, and what that gives them: this session, and no other. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type SessionView, uuidOf } from '@wardroom/contract';
import type { PresentedCredential } from '../../kernel/call.ts';
import { stepUpMaxAgeMs } from '../../kernel/step-up.ts';
import { randomId } from '../../testing/harness.ts';
import {
  codeOf,
  createIdentityHarness,
  goodPassword,
  type IdentityHarness,
  outputOf,
} from '../../testing/identity.ts';

describe('proving again who one is', () => {
  let h: IdentityHarness;
  let people = 0;
  let handle = '';
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
    // Whoever hires has just signed in.
    await h.admin.query(
      'update tenant.sessions set authenticated_at = $2, idle_expires_at = expires_at where session_id = $1',
      [h.acme.principals.owner.identity.id, new Date(h.clock.now())],
    );
    await h.hire(h.acme, handle, 'admin');
  });

  const signIn = async () => {
    const outcome = await h.signIn(h.acme, handle);
    const { session } = outputOf<{ session: SessionView }>(outcome);
    return { ...session, credential: { kind: 'session', secret: outcome.sessionSecret ?? '' } as const };
  };
  const prove = (credential: PresentedCredential, password = goodPassword, tenant = h.acme) =>
    h.call(tenant, credential, 'sessions.reauthenticate', { password });
  /** Something sensitive that changes nothing: a key of nobody. */
  const doSensitive = async (credential: PresentedCredential) =>
    codeOf(
      await h.call(h.acme, credential, 'credentials.rotate', { credentialId: randomId(h, 'credential') }),
    );
  const passTime = () => h.clock.advance(stepUpMaxAgeMs + 1_000);
  const shown = async (credential: PresentedCredential) =>
    outputOf<{ session: SessionView }>(await h.call(h.acme, credential, 'sessions.show', {})).session;
  const entries = async (type: string, sessionId: string) => {
    const { rows } = await h.admin.query(
      'select 1 from tenant.audit_outbox where type = $1 and (resource_id = $2 or credential_id = $2)',
      [type, uuidOf(sessionId)],
    );
    return rows.length;
  };

  it('fifteen minutes after signing in what is sensitive is refused; the password opens it for as long again', async () => {
    const { credential, id } = await signIn();
    assert.equal(await doSensitive(credential), 'not_found');
    passTime();
    assert.equal(await doSensitive(credential), 'step_up_required');
    const seen = h.events.length;
    const answer = outputOf<{ authenticatedAt: number; sensitiveUntil: number }>(await prove(credential));
    assert.equal(answer.sensitiveUntil - answer.authenticatedAt, stepUpMaxAgeMs);
    assert.ok(Math.abs(answer.authenticatedAt - h.clock.now()) < 5_000);
    assert.equal((await shown(credential)).authenticatedAt, answer.authenticatedAt);
    assert.equal(await doSensitive(credential), 'not_found');
    assert.equal(await entries('session.reauthenticated', id), 1);
    assert.equal(h.events.length, seen, 'nobody else is told');
    passTime();
    assert.equal(await doSensitive(credential), 'step_up_required');
  });

  it('it changes nothing else of the session: neither when it began nor when it ends', async () => {
    const { credential } = await signIn();
    h.clock.advance(60_000);
    const before = await shown(credential);
    await prove(credential);
    const { authenticatedAt, ...rest } = await shown(credential);
    assert.ok(authenticatedAt > before.authenticatedAt);
    assert.deepEqual({ ...rest, authenticatedAt: before.authenticatedAt }, before);
  });

  it('two devices are two: what one has proved the other has not', async () => {
    const [one, two] = [await signIn(), await signIn()];
    passTime();
    await prove(one.credential);
    assert.deepEqual(
      [await doSensitive(one.credential), await doSensitive(two.credential)],
      ['not_found', 'step_up_required'],
    );
  });

  it('a wrong password is refused and on record, slows the next guess, and ends nothing', async () => {
    const { credential, id } = await signIn();
    passTime();
    const codes: string[] = [];
    for (let n = 0; n < 6; n += 1) codes.push(codeOf(await prove(credential, 'not my password')));
    assert.deepEqual(codes, [...Array(3).fill('sign_in_failed'), ...Array(3).fill('rate_limited')]);
    assert.ok((await entries('session.refused', id)) > 0);
    assert.equal(await doSensitive(credential), 'step_up_required');
    assert.equal(codeOf(await h.call(h.acme, credential, 'sessions.show', {})), 'ok');
    h.clock.advance(60_000);
    assert.equal(codeOf(await prove(credential)), 'ok');
  });

  it('guesses are counted per person, whichever session makes them and whatever for', async () => {
    const [one, two] = [await signIn(), await signIn()];
    for (const { credential } of [one, two]) await prove(credential, 'not my password');
    const input = { currentPassword: 'nor this', newPassword: 'eleven copper lanterns drift' };
    await h.call(h.acme, one.credential, 'principals.changePassword', input);
    assert.equal(codeOf(await prove(two.credential)), 'rate_limited');
    await h.hire(h.acme, `${handle}-other`);
    const other = await h.signIn(h.acme, `${handle}-other`);
    assert.equal(codeOf(await prove({ kind: 'session', secret: other.sessionSecret ?? '' })), 'ok');
  });

  it('a hundred at once are no more guesses than one after the other', async () => {
    const { credential } = await signIn();
    const codes = await Promise.all(
      Array.from({ length: 100 }, async () => codeOf(await prove(credential, 'not my password'))),
    );
    assert.equal(codes.filter((code) => code === 'sign_in_failed').length, 3);
  });

  it('a session that was revoked proves nothing, and learns nothing about the password', async () => {
    const { credential, id } = await signIn();
    await h.succeed(h.acme, 'owner', 'sessions.revoke', { sessionId: id });
    for (const password of [goodPassword, 'wrong'])
      assert.equal(codeOf(await prove(credential, password)), 'unauthenticated');
    const { rows } = await h.admin.query(
      'select authenticated_at = created_at as untouched from tenant.sessions where session_id = $1',
      [uuidOf(id)],
    );
    assert.equal(rows[0].untouched, true);
  });

  it('a session that is revoked while its password is compared proves nothing', async () => {
    const { credential, id } = await signIn();
    h.onceBefore('log.lockHead', async () => {
      await h.admin.query('update tenant.sessions set revoked_at = now() where session_id = $1', [
        uuidOf(id),
      ]);
    });
    assert.equal(codeOf(await prove(credential)), 'unauthenticated');
  });

  it('a password that is changed while it is compared is not the password any more', async () => {
    const { credential } = await signIn();
    h.onceBefore('log.lockHead', async () => {
      await h.admin.query("update tenant.passwords set password_hash = 'another' where principal_id = $1", [
        uuidOf((await shown(credential)).principalId),
      ]);
    });
    assert.equal(codeOf(await prove(credential)), 'sign_in_failed');
  });

  it('another tenant’s session proves nothing', async () => {
    const { credential } = await signIn();
    assert.equal(codeOf(await prove(credential, goodPassword, h.globex)), 'unauthenticated');
  });

  it('a new password is a proof, too: of the session in which it was given', async () => {
    const { credential } = await signIn();
    h.clock.advance(stepUpMaxAgeMs - 60_000);
    const newPassword = 'eleven copper lanterns drift';
    const input = { currentPassword: goodPassword, newPassword };
    assert.equal(codeOf(await h.call(h.acme, credential, 'principals.changePassword', input)), 'ok');
    h.clock.advance(120_000);
    assert.equal(await doSensitive(credential), 'not_found');
    assert.equal(codeOf(await prove(credential)), 'sign_in_failed');
    assert.equal(codeOf(await prove(credential, newPassword)), 'ok');
  });
});
