/** Secrets of a client: whatever happens in whatever order, rotation leaves one or two that work. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type ClientView, uuidOf } from '@wardroom/contract';
import fc from 'fast-check';
import type { ClientDirectory } from '../../kernel/access/index.ts';
import { newApiKey } from '../../kernel/crypto/index.ts';
import { runJob } from '../../kernel/jobs/run-job.ts';
import { systemRandom } from '../../kernel/random.ts';
import { codeOf, createIdentityHarness, type IdentityHarness, outputOf } from '../../testing/identity.ts';
import { clientTasks, createClientDirectory } from './index.ts';

interface Made {
  readonly client: ClientView;
  readonly secret: string;
}

const dayMs = 86_400_000;
const isSoak = process.env.WARDROOM_SOAK === '1';

describe('secrets of clients', () => {
  let h: IdentityHarness;
  let directory: ClientDirectory;
  before(async () => {
    h = await createIdentityHarness();
    await h.admin.query(
      `update tenant.sessions set idle_expires_at = now() + interval '9 years', expires_at = now() + interval '9 years'`,
    );
    directory = createClientDirectory({ ...h.parts, database: h.kernel.database });
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const create = () =>
    h.succeed<Made>(h.acme, 'developer', 'clients.create', {
      ...{ name: 'Reader', authentication: 'client_secret_basic', scopes: ['messages:read'] },
      ...{ grantTypes: ['authorization_code'], redirectUris: ['https://app.example/back'] },
    });
  const rotate = ({ client }: Made, input = {}) =>
    h.call(h.acme, 'developer', 'clients.rotateSecret', { clientId: client.id, ...input });
  const works = ({ client, secret }: Made) =>
    directory.verifySecret(h.acme.tenant, uuidOf(client.id), secret);
  const working = async (made: readonly Made[]) =>
    (await Promise.all(made.map(works))).filter(Boolean).length;
  const find = async (id: string) => {
    const { clients } = await h.succeed<{ clients: ClientView[] }>(h.acme, 'developer', 'clients.list', {
      limit: 200,
    });
    return clients.find((client) => client.id === id);
  };

  it('the old secret works until the end of its grace, and what is shown says so', async () => {
    const old = await create();
    const next = outputOf<Made>(await rotate(old));
    assert.deepEqual(await Promise.all([works(old), works(next)]), [true, true]);
    const { graceEndsAt, secretExpiresAt, secretHint } = next.client;
    assert.notEqual(secretHint, old.client.secretHint);
    assert.equal(Math.round(((graceEndsAt ?? 0) - h.clock.now()) / dayMs), 7);
    assert.equal(Math.round(((secretExpiresAt ?? 0) - h.clock.now()) / dayMs), 90);
    assert.equal(codeOf(await rotate(old)), 'conflict', 'two work: no third');
    h.clock.advance(7.1 * dayMs);
    assert.deepEqual(await Promise.all([works(old), works(next)]), [false, true]);
    assert.equal((await find(old.client.id))?.graceEndsAt, null);
    assert.equal(codeOf(await rotate(old)), 'ok');
  });

  it('at once: every older secret dies in the same commit', async () => {
    const first = await create();
    const second = outputOf<Made>(await rotate(first));
    const third = outputOf<Made>(await rotate(first, { immediate: true }));
    assert.deepEqual(await Promise.all([first, second, third].map(works)), [false, false, true]);
    assert.equal(third.client.graceEndsAt, null);
  });

  it('a secret ends with the cadence of the workspace, and a client without a working one gets another', async () => {
    await h.succeed(h.acme, 'admin', 'access.configure', { keyCadence: 'regulated', graceDays: 14 });
    const old = await create();
    h.clock.advance(29.9 * dayMs);
    assert.equal(await works(old), true);
    const next = outputOf<Made>(await rotate(old));
    assert.equal(next.client.graceEndsAt, old.client.secretExpiresAt, 'grace never prolongs');
    h.clock.advance(30.1 * dayMs);
    assert.equal(await working([old, next]), 0);
    const last = outputOf<Made>(await rotate(old));
    assert.equal(await working([old, next, last]), 1);
    await h.succeed(h.acme, 'admin', 'access.configure', { keyCadence: 'standard', graceDays: 7 });
  });

  it('neither a client without secrets nor one of a suspended program is rotated', async () => {
    const { client } = await h.succeed<Made>(h.acme, 'developer', 'clients.create', {
      ...{ name: 'Reader', authentication: 'none', scopes: ['messages:read'] },
      ...{ grantTypes: ['authorization_code'], redirectUris: ['https://app.example/back'] },
    });
    assert.equal(codeOf(await rotate({ client, secret: '' })), 'conflict');
    const input = { handle: 'rotating', displayName: 'Rotating', kind: 'service' };
    const made = await h.succeed<{ principal: { id: string } }>(
      ...([h.acme, 'developer', 'principals.createBot', input] as const),
    );
    const principalId = made.principal.id;
    const robot = await h.succeed<Made>(h.acme, 'developer', 'clients.create', {
      ...{ name: 'Robot', authentication: 'client_secret_basic', scopes: ['messages:read'] },
      ...{ grantTypes: ['client_credentials'], principalId },
    });
    await h.succeed(h.acme, 'admin', 'principals.suspend', { principalId });
    assert.equal(codeOf(await rotate(robot)), 'conflict');
  });

  it('a secret that somebody has found ends by showing it, once, and the client gets another', async () => {
    const made = await create();
    const revoked = await create();
    await h.succeed(h.acme, 'developer', 'clients.revoke', { clientId: revoked.client.id });
    const report = async (tenant: typeof h.acme, secrets: readonly string[]) =>
      outputOf<{ labels: string[] }>(
        await h.call(tenant, { kind: 'none' }, 'credentials.reportLeaked', { secrets }),
      ).labels;
    const leaks = async () =>
      (
        await h.admin.query(
          `select actor_type from tenant.audit_outbox where type = 'credential.leaked' and resource_id = $1`,
          [uuidOf(made.client.id)],
        )
      ).rows.map(({ actor_type }) => actor_type);
    assert.deepEqual(await report(h.globex, [made.secret]), ['false_positive']);
    assert.equal(await works(made), true);
    const invented = newApiKey(systemRandom, { mode: 'live', kind: 'cls' });
    assert.deepEqual(await report(h.acme, ['garbage', made.secret, invented, revoked.secret]), [
      'false_positive',
      'true_positive',
      'false_positive',
      'true_positive',
    ]);
    assert.equal(await works(made), false);
    assert.deepEqual(await leaks(), ['anonymous']);
    assert.ok(((await find(made.client.id))?.secretExpiresAt ?? Infinity) <= h.clock.now());
    assert.deepEqual(await report(h.acme, [made.secret]), ['true_positive']);
    assert.deepEqual(await leaks(), ['anonymous'], 'again changes nothing');
    const next = outputOf<Made>(await rotate(made));
    assert.equal(await working([made, next]), 1);
  });

  it('the end of a secret is told 14, 7 and 1 days before, once each, and not of one that has a successor', async () => {
    const { client } = await create();
    const id = uuidOf(client.id);
    const endsAt = client.secretExpiresAt ?? 0;
    const { rows } = await h.admin.query(
      'select task, run_at from tenant.job_outbox where reference_id = $1 order by run_at',
      [id],
    );
    assert.deepEqual(
      rows.map(({ task, run_at }) => [task, Math.round((endsAt - run_at.getTime()) / dayMs)]),
      [14, 7, 1].map((days) => ['clients.remind', days]),
    );
    const told = async () => {
      const handler = clientTasks['clients.remind'];
      assert.ok(handler);
      const job = {
        tenantId: h.acme.tenant.id,
        jobId: h.parts.ids.next(),
        principalId: null,
        referenceId: id,
      };
      const parts = { ...h.parts, database: h.kernel.database, tenantStatus: async () => 'active' as const };
      for (let times = 0; times < 2; times += 1)
        assert.equal(await runJob(parts, { task: 'clients.remind', handler }, job), 'done');
      const found = await h.admin.query(
        `select 1 from tenant.audit_outbox where type = 'credential.expiring' and resource_id = $1`,
        [id],
      );
      return found.rows.length;
    };
    assert.equal(await told(), 0);
    for (const [daysLeft, times] of [
      [14, 1],
      [7, 2],
      [1, 3],
    ] as const) {
      h.clock.advance(endsAt - daysLeft * dayMs - h.clock.now() + 1_000);
      assert.equal(await told(), times);
    }
    assert.equal(
      codeOf(await h.call(h.acme, 'developer', 'clients.rotateSecret', { clientId: client.id })),
      'ok',
    );
    assert.equal(await told(), 3);
  });

  it('of eight rotations at once one comes first, the others conflict, and two secrets work', async () => {
    for (let round = 0; round < (isSoak ? 50 : 5); round += 1) {
      const first = await create();
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => rotate(first)));
      assert.deepEqual(outcomes.map(codeOf).sort(), [...Array(7).fill('conflict'), 'ok']);
      const made = outcomes.filter(({ answer }) => answer.ok).map((one) => outputOf<Made>(one));
      assert.equal(await working([first, ...made]), 2);
      const atOnce = await Promise.all(Array.from({ length: 8 }, () => rotate(first, { immediate: true })));
      const last = atOnce.map((one) => outputOf<Made>(one));
      assert.equal(await working([first, ...made, ...last]), 1);
    }
  });

  it('whatever is done in whatever order, rotation leaves one or two secrets that work', async () => {
    const step = fc.oneof(
      fc.constant({ act: 'rotate' as const }),
      fc.constant({ act: 'rotateNow' as const }),
      fc.record({ act: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 40 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const first = await create();
        const made = [first];
        for (const one of steps) {
          const previously = await working(made);
          if (one.act === 'wait') {
            h.clock.advance(one.days * dayMs);
            assert.ok((await working(made)) <= previously);
            continue;
          }
          const outcome = await rotate(first, { immediate: one.act === 'rotateNow' });
          if (outcome.answer.ok) made.push(outputOf<Made>(outcome));
          else assert.deepEqual([codeOf(outcome), previously], ['conflict', 2]);
          const expected = one.act === 'rotateNow' ? 1 : Math.min(2, previously + 1);
          assert.equal(await working(made), expected);
        }
      }),
      { seed: 20_262, numRuns: isSoak ? 200 : 12 },
    );
  });

  it('a secret works for its own client in its own workspace, and for nothing else', async () => {
    const [one, other] = [await create(), await create()];
    const verify = (tenant: typeof h.acme, made: Made, secret: string) =>
      directory.verifySecret(tenant.tenant, uuidOf(made.client.id), secret);
    assert.equal(await verify(h.acme, one, one.secret), true);
    assert.equal(await verify(h.acme, other, one.secret), false);
    assert.equal(await verify(h.globex, one, one.secret), false);
    h.takeStatements();
    for (const secret of [
      '',
      'secret',
      `${one.secret}x`,
      one.secret.replace(/.$/, '!'),
      h.acme.principals.bot.secret,
    ])
      assert.equal(await verify(h.acme, one, secret), false, secret);
    assert.deepEqual(h.takeStatements(), [], 'what has not the form of a secret costs no query');
  });
});
