/** Where a key works from, how long it may live, what is known of its use, and what ends it from outside. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type CredentialView, type OperationName, type Scope, type Uuid, uuidOf } from '@wardroom/contract';
import { newApiKey, parseApiKey } from '../../kernel/crypto/index.ts';
import { execute, type Outcome } from '../../kernel/execute.ts';
import { runJob } from '../../kernel/jobs/run-job.ts';
import { systemRandom } from '../../kernel/random.ts';
import {
  codeOf,
  createIdentityHarness,
  dump,
  type IdentityHarness,
  outputOf,
} from '../../testing/identity.ts';
import { createKeyUse, credentialTasks, type KeyUse } from './index.ts';

interface Issued {
  readonly credential: CredentialView;
  readonly secret: string;
}

const dayMs = 86_400_000;

describe('keys', () => {
  let h: IdentityHarness;
  let botId = '';
  before(async () => {
    h = await createIdentityHarness();
    await h.admin.query(
      `update tenant.sessions set idle_expires_at = now() + interval '9 years', expires_at = now() + interval '9 years'`,
    );
    botId = await create('bot');
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const create = async (kind: 'bot' | 'service' | 'agent'): Promise<string> => {
    const input = { handle: `keys-${kind}`, displayName: `One ${kind}`, kind };
    const made = await h.succeed<{ principal: { id: string } }>(
      h.acme,
      'owner',
      'principals.createBot',
      input,
    );
    return made.principal.id;
  };
  const issuing = (input = {}) =>
    h.call(h.acme, 'owner', 'credentials.issue', {
      principalId: botId,
      description: 'nightly build',
      scopes: ['workspace:read', 'messages:write'],
      ...input,
    });
  const issue = async (input = {}) => outputOf<Issued>(await issuing(input));
  const find = async (id: string): Promise<CredentialView> => {
    const { credentials } = outputOf<{ credentials: CredentialView[] }>(
      await h.call(h.acme, 'owner', 'credentials.list', { limit: 200 }),
    );
    const found = credentials.find((credential) => credential.id === id);
    assert.ok(found);
    return found;
  };
  const callFrom = (
    address: string,
    secret: string,
    operation: OperationName = 'tenants.show',
  ): Promise<Outcome> =>
    execute(h.kernel, {
      requestId: h.parts.ids.next(),
      edge: 'http',
      host: h.acme.host,
      operation,
      input: {},
      credential: { kind: 'key', secret },
      address,
      device: 'test',
    });
  const audited = async (type: string, credentialId: string) => {
    const { rows } = await h.admin.query(
      `select coalesce(sum(count), 0)::integer as n from tenant.audit_outbox
        where type = $1 and (credential_id = $2 or resource_id = $2)`,
      [type, uuidOf(credentialId)],
    );
    return rows[0].n as number;
  };

  for (const [kind, prefix] of [
    ['bot', 'wr_live_bot_'],
    ['service', 'wr_live_svc_'],
    ['agent', 'wr_live_bot_'],
  ] as const)
    it(`a key of a ${kind} begins with ${prefix}`, async () => {
      const principalId = kind === 'bot' ? botId : await create(kind);
      const { credential, secret } = await issue({ principalId });
      assert.equal(credential.prefix, prefix);
      assert.ok(parseApiKey(secret));
    });

  it('a key works from its networks only; elsewhere it is as unknown as garbage, and that is on record', async () => {
    const allowedCidrs = ['192.0.2.0/24', '2001:DB8::/32', '::ffff:198.51.100.7', '192.0.2.0/24'];
    const { credential, secret } = await issue({ allowedCidrs });
    assert.deepEqual(credential.allowedCidrs, ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7/32']);
    for (const address of ['192.0.2.1', '::ffff:192.0.2.1', '2001:db8::1', '198.51.100.7'])
      assert.equal(codeOf(await callFrom(address, secret)), 'ok', address);
    const elsewhere = ['192.0.3.1', '2001:db9::1', '198.51.100.8', '', '/run/socket'];
    const garbage = newApiKey(systemRandom, { mode: 'live', kind: 'bot' });
    const unknown = await callFrom('192.0.2.1', garbage);
    for (const address of elsewhere) {
      const { answer } = await callFrom(address, secret);
      assert.deepEqual(answer, unknown.answer, address);
    }
    assert.equal(await audited('request.unauthenticated', credential.id), elsewhere.length);
  });

  it('what is no network is refused by its place, and so is more than 32', async () => {
    for (const [allowedCidrs, path] of [
      [['10.0.0.0/8', '10.0.0.1/8'], '/allowedCidrs/1'],
      [['localhost'], '/allowedCidrs/0'],
      [['10.0.0.0/33'], '/allowedCidrs/0'],
      [Array(33).fill('10.0.0.0/8'), '/allowedCidrs'],
    ] as const) {
      const { answer } = await issuing({ allowedCidrs });
      assert.ok(!answer.ok && answer.error.code === 'invalid_input');
      assert.equal(answer.error.options.problems?.[0]?.path, path);
    }
    const many = Array.from({ length: 32 }, (_, index) => `10.0.${index}.0/24`);
    assert.equal((await issue({ allowedCidrs: many })).credential.allowedCidrs.length, 32);
  });

  it('a key that is held to networks issues none that is not', async () => {
    await h.admin.query(`update tenant.principals set role = 'admin' where principal_id = $1`, [
      uuidOf(botId),
    ]);
    const scopes: Scope[] = ['credentials:write'];
    const { secret } = await issue({ scopes, allowedCidrs: ['127.0.0.0/8'] });
    const offspring = async (allowedCidrs: string[]) =>
      codeOf(
        await h.call(h.acme, { kind: 'key', secret }, 'credentials.issue', {
          principalId: botId,
          description: 'offspring',
          scopes,
          allowedCidrs,
        }),
      );
    assert.equal(await offspring([]), 'forbidden');
    assert.equal(await offspring(['127.0.0.0/8', '10.0.0.0/8']), 'forbidden');
    assert.equal(await offspring(['127.1.0.0/16']), 'ok');
    await h.admin.query(`update tenant.principals set role = 'agent' where principal_id = $1`, [
      uuidOf(botId),
    ]);
  });

  it('a regulated workspace has keys of 30 days: longer ones are refused, unsaid and rotated ones are that long', async () => {
    const configure = (keyCadence: string) => h.succeed(h.acme, 'admin', 'access.configure', { keyCadence });
    const lifeOf = ({ credential }: Issued) => (credential.expiresAt - credential.createdAt) / dayMs;
    const longLived = await issue();
    assert.equal(lifeOf(longLived), 90);
    await configure('regulated');
    assert.equal(lifeOf(await issue()), 30);
    assert.equal(lifeOf(await issue({ expiresInDays: 30 })), 30);
    assert.equal(codeOf(await issuing({ expiresInDays: 31 })), 'invalid_input');
    assert.equal((await find(longLived.credential.id)).expiresAt, longLived.credential.expiresAt);
    const { id: credentialId } = longLived.credential;
    assert.equal(
      lifeOf(outputOf<Issued>(await h.call(h.acme, 'owner', 'credentials.rotate', { credentialId }))),
      30,
    );
    await configure('standard');
    assert.equal(lifeOf(await issue({ expiresInDays: 31 })), 31);
    assert.equal(codeOf(await issuing({ expiresInDays: 91 })), 'invalid_input');
  });

  it('the days of grace are those of the workspace, unless the call says others', async () => {
    const graceOf = async (input: object) => {
      const { id: credentialId } = (await issue()).credential;
      const next = outputOf<Issued>(
        await h.call(h.acme, 'owner', 'credentials.rotate', { credentialId, ...input }),
      );
      const { graceEndsAt } = await find(credentialId);
      return ((graceEndsAt ?? 0) - next.credential.createdAt) / dayMs;
    };
    assert.equal(await graceOf({}), 7);
    await h.succeed(h.acme, 'admin', 'access.configure', { graceDays: 12 });
    assert.deepEqual([await graceOf({}), await graceOf({ graceDays: 8 })], [12, 8]);
    await h.succeed(h.acme, 'admin', 'access.configure', { graceDays: 7 });
  });

  it('the end of a key is told 14, 7 and 1 days before, once each, and not of one that has a successor', async () => {
    const { credential } = await issue({ expiresInDays: 20 });
    const id = uuidOf(credential.id);
    const { rows } = await h.admin.query(
      'select task, run_at from tenant.job_outbox where reference_id = $1 order by run_at',
      [id],
    );
    assert.deepEqual(
      rows.map(({ task, run_at }) => [task, Math.round((credential.expiresAt - run_at.getTime()) / dayMs)]),
      [14, 7, 1].map((days) => ['credentials.remind', days]),
    );
    const remind = () => runReminder(id);
    const told = () => audited('credential.expiring', credential.id);
    await remind();
    assert.equal(await told(), 0, 'nothing is near yet');
    for (const [daysLeft, times] of [
      [14, 1],
      [7, 2],
      [1, 3],
    ] as const) {
      h.clock.advance(credential.expiresAt - daysLeft * dayMs - h.clock.now() + 1_000);
      await remind();
      await remind();
      assert.equal(await told(), times);
    }
    const old = await issue({ expiresInDays: 8 });
    await h.succeed(h.acme, 'owner', 'credentials.rotate', { credentialId: old.credential.id });
    h.clock.advance(2 * dayMs);
    await runReminder(uuidOf(old.credential.id));
    assert.equal(await audited('credential.expiring', old.credential.id), 0);
  });

  async function runReminder(referenceId: Uuid): Promise<void> {
    const handler = credentialTasks['credentials.remind'];
    assert.ok(handler);
    const end = await runJob(
      { ...h.parts, database: h.kernel.database, clock: h.clock, tenantStatus: async () => 'active' },
      { task: 'credentials.remind', handler },
      { tenantId: h.acme.tenant.id, jobId: h.parts.ids.next(), principalId: null, referenceId },
    );
    assert.equal(end, 'done');
  }

  const keyUse = (onError: (error: unknown) => void = assert.ifError) =>
    createKeyUse({ ...h.parts, database: h.kernel.database, clock: h.clock, onError });
  const identityOf = ({ credential }: Issued) =>
    ({
      kind: 'key',
      id: uuidOf(credential.id),
      principalId: uuidOf(credential.principalId),
      tenantId: h.acme.tenant.id,
    }) as const;

  const useOnce = async (use: KeyUse, key: Issued, scope: Scope = 'workspace:read') => {
    use.used(identityOf(key), '192.0.2.1', scope);
    await use.settled();
  };

  it('the last use is written at most once a minute, with its address, which is sealed', async () => {
    const key = await issue();
    const use = keyUse();
    const identity = identityOf(key);
    h.takeStatements();
    const writes = async (address: string, scope: Scope = 'workspace:read') => {
      for (let times = 0; times < 50; times += 1) use.used(identity, address, scope);
      await use.settled();
      return h.takeStatements().filter((name) => name === 'credentials.use').length;
    };
    assert.equal(await writes('192.0.2.77'), 1);
    assert.equal(await writes('192.0.2.78'), 0);
    assert.equal(await writes('192.0.2.78', 'messages:write'), 1, 'a scope is news');
    h.clock.advance(60_000);
    assert.equal(await writes('192.0.2.79'), 1);
    const { lastUsedAddress, lastUsedAt } = await find(key.credential.id);
    assert.equal(lastUsedAddress, '192.0.2.79');
    assert.ok(lastUsedAt !== null && h.clock.now() - lastUsedAt < 5_000);
    assert.ok(!(await dump(h)).includes('192.0.2.79'));
  });

  it('use never waits for whoever changes the key, and never brings a revoked one back', async () => {
    const key = await issue();
    const use = keyUse();
    const holder = await h.admin.connect();
    await holder.query('begin');
    await holder.query('select from tenant.credentials where credential_id = $1 for update', [
      uuidOf(key.credential.id),
    ]);
    await useOnce(use, key);
    await holder.query('rollback');
    holder.release();
    assert.equal((await find(key.credential.id)).lastUsedAt, null);
    await h.succeed(h.acme, 'owner', 'credentials.revoke', { credentialId: key.credential.id });
    h.clock.advance(60_000);
    await useOnce(use, key);
    assert.equal((await find(key.credential.id)).lastUsedAt, null);
  });

  it('scopes that 30 days did not need are named, and no sooner', async () => {
    const key = await issue({ expiresInDays: 90 });
    const use = keyUse();
    const unused = async () => (await find(key.credential.id)).unusedScopes;
    const useIt = (scope: Scope) => useOnce(use, key, scope);
    await useIt('messages:write');
    h.clock.advance(29 * dayMs);
    await useIt('workspace:read');
    assert.deepEqual(await unused(), [], 'there was not time enough yet');
    h.clock.advance(2 * dayMs);
    await useIt('workspace:read');
    assert.deepEqual(await unused(), [], 'the stretch before counts, too');
    h.clock.advance(31 * dayMs);
    await useIt('workspace:read');
    assert.deepEqual(await unused(), ['messages:write']);
    h.clock.advance(25 * dayMs);
    const idle = await issue({ expiresInDays: 90 });
    h.clock.advance(30 * dayMs);
    assert.deepEqual((await find(idle.credential.id)).unusedScopes, idle.credential.scopes);
  });

  it('an old key that is still used near the end of its grace is told once a day, and only then', async () => {
    const old = await issue();
    await h.succeed(h.acme, 'owner', 'credentials.rotate', { credentialId: old.credential.id });
    const use = keyUse();
    const told = async () => {
      await useOnce(use, old);
      return audited('credential.superseded_used', old.credential.id);
    };
    assert.equal(await told(), 0);
    h.clock.advance(3.9 * dayMs);
    assert.equal(await told(), 0, 'more than three days are left');
    h.clock.advance(0.2 * dayMs);
    assert.equal(await told(), 1);
    h.clock.advance(0.5 * dayMs);
    assert.equal(await told(), 1);
    h.clock.advance(0.6 * dayMs);
    assert.equal(await told(), 2);
  });

  it('a key that somebody has found is revoked by showing it, without signing in', async () => {
    const { credential, secret } = await issue();
    const elsewhere = newApiKey(systemRandom, { mode: 'live', kind: 'bot' });
    const report = (tenant: IdentityHarness['acme'], secrets: readonly string[]) =>
      h.call(tenant, { kind: 'none' }, 'credentials.reportLeaked', { secrets });
    const labels = async (outcome: Promise<Outcome>) => outputOf<{ labels: string[] }>(await outcome).labels;
    assert.deepEqual(
      await labels(report(h.globex, [secret])),
      ['false_positive'],
      'another workspace knows nothing',
    );
    assert.equal(codeOf(await callFrom('127.0.0.1', secret)), 'ok');
    const seen = h.events.length;
    assert.deepEqual(await labels(report(h.acme, ['not a key', secret, elsewhere, secret])), [
      'false_positive',
      'true_positive',
      'false_positive',
      'true_positive',
    ]);
    assert.equal(codeOf(await callFrom('127.0.0.1', secret)), 'unauthenticated');
    assert.deepEqual(
      h.events.slice(seen).map(({ type, credentialId }) => [type, credentialId]),
      [['credential.revoked', uuidOf(credential.id)]],
    );
    assert.equal(await audited('credential.leaked', credential.id), 1);
    assert.deepEqual(await labels(report(h.acme, [secret])), ['true_positive']);
    assert.equal(h.events.length, seen + 1, 'again changes nothing');
    for (const secrets of [[], Array(51).fill(secret), ['x'.repeat(101)]])
      assert.equal(codeOf(await report(h.acme, secrets)), 'invalid_input');
  });
});
