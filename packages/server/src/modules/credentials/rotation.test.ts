/** Generations of a key: whatever happens in whatever order, rotation leaves one or two that work. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type CredentialView, encodeId, uuidOf } from '@wardroom/contract';
import fc from 'fast-check';
import { randomId } from '../../testing/harness.ts';
import {
  codeOf,
  createIdentityHarness,
  type IdentityHarness,
  observed,
  outputOf,
} from '../../testing/identity.ts';

interface Issued {
  readonly credential: CredentialView;
  readonly secret: string;
}

const dayMs = 86_400_000;
const isSoak = process.env.WARDROOM_SOAK === '1';

describe('rotation of keys', () => {
  let h: IdentityHarness;
  let botId = '';
  before(async () => {
    h = await createIdentityHarness();
    // Months go by here; the session that rotates is not what is tested.
    await h.admin.query(
      `update tenant.sessions set idle_expires_at = now() + interval '9 years', expires_at = now() + interval '9 years'`,
    );
    const input = { handle: 'rotating', displayName: 'Rotating' };
    botId = (
      await h.succeed<{ principal: { id: string } }>(h.acme, 'developer', 'principals.createBot', input)
    ).principal.id;
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const issue = (input = {}) =>
    h.succeed<Issued>(h.acme, 'developer', 'credentials.issue', {
      principalId: botId,
      description: 'nightly build',
      scopes: ['workspace:read', 'messages:write'],
      ...input,
    });
  const rotate = ({ credential }: Issued, input = {}) =>
    h.call(h.acme, 'developer', 'credentials.rotate', { credentialId: credential.id, ...input });
  const rotateNow = ({ credential }: Issued) =>
    h.call(h.acme, 'developer', 'credentials.rotateNow', { credentialId: credential.id });
  const use = async ({ secret }: Issued) =>
    codeOf(await h.call(h.acme, { kind: 'key', secret }, 'tenants.show', {}));
  const uses = (keys: readonly Issued[]) => Promise.all(keys.map(use));
  const list = async (): Promise<CredentialView[]> =>
    outputOf<{ credentials: CredentialView[] }>(
      await h.call(h.acme, 'developer', 'credentials.list', { limit: 200 }),
    ).credentials;

  it('the successor has the same configuration, and the old one works until the end of its grace', async () => {
    const old = await issue({ allowedCidrs: ['127.0.0.0/8'], expiresInDays: 60 });
    const next = outputOf<Issued>(await rotate(old, { graceDays: 10 }));
    const { description, scopes, allowedCidrs, principalId, prefix } = next.credential;
    assert.deepEqual(
      { description, scopes, allowedCidrs, principalId, prefix },
      {
        description: 'nightly build',
        scopes: ['workspace:read', 'messages:write'],
        allowedCidrs: ['127.0.0.0/8'],
        principalId: botId,
        prefix: 'wr_live_bot_',
      },
    );
    assert.equal(next.credential.expiresAt - next.credential.createdAt, 60 * dayMs);
    assert.deepEqual([next.credential.familyId, next.credential.generation], [old.credential.id, 2]);
    const superseded = (await list()).find(({ id }) => id === old.credential.id);
    assert.equal(superseded?.graceEndsAt, next.credential.createdAt + 10 * dayMs);
    assert.deepEqual(await uses([old, next]), ['ok', 'ok']);
    h.clock.advance(9.9 * dayMs);
    assert.deepEqual(await uses([old, next]), ['ok', 'ok']);
    h.clock.advance(0.2 * dayMs);
    assert.deepEqual(await uses([old, next]), ['unauthenticated', 'ok']);
    const third = outputOf<Issued>(await rotate(next));
    assert.equal(third.credential.familyId, old.credential.id);
    assert.equal(third.credential.generation, 3);
  });

  it('grace never prolongs: an old key that ends sooner ends then', async () => {
    const old = await issue({ expiresInDays: 3 });
    const next = outputOf<Issued>(await rotate(old, { graceDays: 14 }));
    const superseded = (await list()).find(({ id }) => id === old.credential.id);
    assert.equal(superseded?.graceEndsAt, old.credential.expiresAt);
    h.clock.advance(2.9 * dayMs);
    const last = outputOf<Issued>(await rotateNow(next));
    h.clock.advance(0.2 * dayMs);
    assert.deepEqual(await uses([old, next, last]), ['unauthenticated', 'unauthenticated', 'ok']);
  });

  it('there is no third generation while two work, whichever of them is asked for', async () => {
    const first = await issue();
    const second = outputOf<Issued>(await rotate(first));
    for (const key of [first, second]) assert.equal(codeOf(await rotate(key)), 'conflict');
    await h.succeed(h.acme, 'developer', 'credentials.revoke', { credentialId: first.credential.id });
    const third = outputOf<Issued>(await rotate(second));
    assert.deepEqual(await uses([first, second, third]), ['unauthenticated', 'ok', 'ok']);
  });

  it('an old key whose successor was revoked is rotated anew', async () => {
    const first = await issue();
    const second = outputOf<Issued>(await rotate(first));
    await h.succeed(h.acme, 'developer', 'credentials.revoke', { credentialId: second.credential.id });
    const third = outputOf<Issued>(await rotate(first));
    assert.equal(third.credential.generation, 3);
    assert.deepEqual(await uses([first, second, third]), ['ok', 'unauthenticated', 'ok']);
  });

  it('in an incident every older generation dies in the same commit, with an event for each', async () => {
    const first = await issue();
    const second = outputOf<Issued>(await rotate(first));
    const seen = h.events.length;
    const third = outputOf<Issued>(await rotateNow(second));
    assert.deepEqual(await uses([first, second, third]), ['unauthenticated', 'unauthenticated', 'ok']);
    const ended = h.events.slice(seen).map(({ type, credentialId }) => [type, credentialId]);
    assert.deepEqual(ended, [
      ['credential.revoked', uuidOf(first.credential.id)],
      ['credential.revoked', uuidOf(second.credential.id)],
    ]);
    assert.equal(codeOf(await rotateNow(second)), 'conflict', 'a dead key has no successor');
  });

  it('neither a key of a suspended bot nor one past its end is rotated', async () => {
    const key = await issue({ expiresInDays: 1 });
    await h.succeed(h.acme, 'admin', 'principals.suspend', { principalId: botId });
    assert.equal(codeOf(await rotate(key)), 'conflict');
    await h.succeed(h.acme, 'admin', 'principals.reactivate', { principalId: botId });
    h.clock.advance(1.1 * dayMs);
    assert.deepEqual([codeOf(await rotate(key)), codeOf(await rotateNow(key))], ['conflict', 'conflict']);
  });

  it('grace is between 7 and 14 days', async () => {
    const key = await issue();
    for (const graceDays of [0, 6, 15, 7.5])
      assert.equal(codeOf(await rotate(key, { graceDays })), 'invalid_input');
    assert.equal(codeOf(await rotate(key, { graceDays: 14 })), 'ok');
  });

  it('whoever may not issue may not rotate, and absent keys are as those of others', async () => {
    const of = (credentialId: string, operation: 'credentials.rotate' | 'credentials.rotateNow') =>
      observed(h, () => h.call(h.acme, 'developer', operation, { credentialId }));
    for (const operation of ['credentials.rotate', 'credentials.rotateNow'] as const) {
      const absent = await of(randomId(h, 'credential'), operation);
      assert.equal(absent.seen.code, 'not_found');
      for (const { principals } of [h.acme, h.globex])
        assert.deepEqual(await of(encodeId('credential', principals.bot.identity.id), operation), absent);
      const { credential } = await issue();
      const byMember = await h.call(h.acme, 'member', operation, { credentialId: credential.id });
      assert.equal(codeOf(byMember), 'forbidden');
    }
  });

  it('a key does not get hold of a wider one by rotating it', async () => {
    await h.admin.query(`update tenant.principals set role = 'admin' where principal_id = $1`, [
      uuidOf(botId),
    ]);
    const wide = await issue({ scopes: ['workspace:read', 'people:write'] });
    const narrow = await issue({ scopes: ['workspace:read', 'credentials:write'] });
    const near = await issue({
      scopes: wide.credential.scopes.concat('credentials:write'),
      allowedCidrs: ['127.0.0.1'],
    });
    for (const [by, code] of [
      [narrow, 'insufficient_scope'],
      [near, 'forbidden'],
    ] as const)
      for (const operation of ['credentials.rotate', 'credentials.rotateNow'] as const)
        assert.equal(
          codeOf(
            await h.call(h.acme, { kind: 'key', secret: by.secret }, operation, {
              credentialId: wide.credential.id,
            }),
          ),
          code,
        );
    await h.admin.query(`update tenant.principals set role = 'agent' where principal_id = $1`, [
      uuidOf(botId),
    ]);
  });

  it(`of eight rotations at once one comes first and the others conflict`, async () => {
    for (let round = 0; round < (isSoak ? 50 : 5); round += 1) {
      const key = await issue();
      const gently = await Promise.all(Array.from({ length: 8 }, () => rotate(key)));
      assert.deepEqual(gently.map(codeOf).sort(), [...Array(7).fill('conflict'), 'ok']);
      const both = [
        key,
        ...gently.filter(({ answer }) => answer.ok).map((outcome) => outputOf<Issued>(outcome)),
      ];
      assert.deepEqual(await uses(both), ['ok', 'ok']);
      const mixed = await Promise.all(
        both.flatMap((one) => [rotateNow(one), rotate(one), rotateNow(one), rotate(one)]),
      );
      const made = mixed.filter(({ answer }) => answer.ok).map((outcome) => outputOf<Issued>(outcome));
      for (const outcome of mixed) assert.ok(['ok', 'conflict'].includes(codeOf(outcome)));
      assert.ok(made.length >= 1);
      const working = (await uses([...both, ...made])).filter((code) => code === 'ok');
      assert.equal(working.length, 1, 'after an incident rotation one works');
    }
  });

  it('whatever is done in whatever order, rotation leaves one or two keys that work', async () => {
    const step = fc.oneof(
      fc.record({
        act: fc.constant('rotate' as const),
        which: fc.nat(5),
        graceDays: fc.integer({ min: 7, max: 14 }),
      }),
      fc.record({ act: fc.constant('rotateNow' as const), which: fc.nat(5) }),
      fc.record({ act: fc.constant('revoke' as const), which: fc.nat(5) }),
      fc.record({ act: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 16 }) }),
    );
    const living = async (keys: readonly Issued[]) =>
      (await uses(keys)).filter((code) => code === 'ok').length;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const keys = [await issue()];
        for (const one of steps) {
          const previously = await living(keys);
          if (one.act === 'wait') {
            h.clock.advance(one.days * dayMs);
            continue;
          }
          const key = keys[one.which % keys.length] ?? keys[0];
          if (!key) throw new Error('no key');
          if (one.act === 'revoke') {
            await h.succeed(h.acme, 'developer', 'credentials.revoke', { credentialId: key.credential.id });
            continue;
          }
          const outcome =
            one.act === 'rotate' ? await rotate(key, { graceDays: one.graceDays }) : await rotateNow(key);
          if (outcome.answer.ok) keys.push(outputOf<Issued>(outcome));
          else assert.equal(codeOf(outcome), 'conflict');
          const expected = outcome.answer.ok ? (one.act === 'rotate' ? 2 : 1) : previously;
          assert.equal(await living(keys), expected);
        }
      }),
      { seed: 20_261, numRuns: isSoak ? 200 : 12 },
    );
  });
});
