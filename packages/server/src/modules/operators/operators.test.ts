import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { PresentedCredential } from '../../kernel/call.ts';
import type { Outcome } from '../../kernel/execute.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { createPlatformHarness, goodPassword, type PlatformHarness } from '../../testing/platform.ts';

const codeOf = ({ answer }: Outcome) => (answer.ok ? 'ok' : answer.error.code);
interface Issued {
  readonly secret: string;
  readonly credential: { readonly id: string; readonly lastFour: string };
}

describe('operators', () => {
  let harness: Harness;
  let platform: PlatformHarness;
  let session: PresentedCredential;
  // Ahead of the database only: it refuses contexts that its own clock says have expired.
  let now = Date.now();
  before(async () => {
    harness = await createHarness({ implementations: () => [], clock: { now: () => now } });
    platform = createPlatformHarness(harness);
    session = await platform.signedIn();
  });
  after(() => harness.close());

  test('the name is found without regard to case; the secret is never part of the output', async () => {
    const outcome = await platform.call('operators.signIn', {
      name: 'ROOT operator',
      password: goodPassword,
    });
    assert.equal(codeOf(outcome), 'ok');
    assert.equal(JSON.stringify(outcome.answer).includes(outcome.sessionSecret ?? '?'), false);
  });

  test('without a credential nothing answers', async () => {
    for (const name of [
      'operators.show',
      'operators.listKeys',
      'directory.listTenants',
      'directory.listAudit',
    ] as const)
      assert.equal(codeOf(await platform.call(name, {})), 'unauthenticated');
  });

  test('a key works until it is revoked, and cannot issue keys', async () => {
    const { secret, credential } = await platform.succeed<Issued>(
      'operators.issueKey',
      { description: 'laptop' },
      session,
    );
    const key = { kind: 'key', secret } as const;
    assert.equal(credential.lastFour, secret.slice(-10, -6));
    assert.equal(codeOf(await platform.call('operators.show', {}, key)), 'ok');
    assert.equal(codeOf(await platform.call('operators.issueKey', { description: 'x' }, key)), 'forbidden');
    await platform.succeed('operators.revokeKey', { credentialId: credential.id }, session);
    assert.equal(codeOf(await platform.call('operators.show', {}, key)), 'unauthenticated');
    assert.equal(
      codeOf(await platform.call('operators.revokeKey', { credentialId: credential.id }, session)),
      'ok',
    );
    const { credentials } = await platform.succeed<{
      credentials: { description: string; revokedAt: number }[];
    }>('operators.listKeys', {}, session);
    assert.deepEqual(
      credentials.map(({ description, revokedAt }) => [description, revokedAt]),
      [['laptop', now]],
    );
  });

  test('a key with a wrong checksum is refused without a query', async () => {
    const before = platform.bugs.length;
    const secret = `wr_live_adm_${'A'.repeat(49)}`;
    assert.equal(
      codeOf(await platform.call('operators.show', {}, { kind: 'key', secret })),
      'unauthenticated',
    );
    assert.equal(platform.bugs.length, before);
  });

  test('signing out ends the session', async () => {
    const { sessionSecret = '' } = await platform.call('operators.signIn', {
      name: 'Root Operator',
      password: goodPassword,
    });
    const mine = { kind: 'session', secret: sessionSecret } as const;
    assert.equal(codeOf(await platform.call('operators.show', {}, mine)), 'ok');
    await platform.succeed('operators.signOut', {}, mine);
    assert.equal(codeOf(await platform.call('operators.show', {}, mine)), 'unauthenticated');
  });

  test('guessing is slowed, alike for names that exist and names that do not', async () => {
    for (const name of ['Root Operator', 'Nobody']) {
      const codes: string[] = [];
      for (let attempt = 0; attempt < 5; attempt++)
        codes.push(codeOf(await platform.call('operators.signIn', { name, password: 'wrong wrong wrong' })));
      assert.deepEqual(codes, [
        'sign_in_failed',
        'sign_in_failed',
        'sign_in_failed',
        'rate_limited',
        'rate_limited',
      ]);
    }
    now += 61_000;
    assert.equal(
      codeOf(await platform.call('operators.signIn', { name: 'Root Operator', password: goodPassword })),
      'ok',
    );
  });

  test('a session ends after eight hours', async () => {
    assert.equal(codeOf(await platform.call('operators.show', {}, session)), 'ok');
    now += 8 * 3_600_000;
    assert.equal(codeOf(await platform.call('operators.show', {}, session)), 'unauthenticated');
    assert.deepEqual(platform.bugs, []);
  });
});
