/**
 * Every operation of a tenant, refused in every way there is: what each leaves in the log is what its answer declares,
 * about whoever asked, and not a word about any other tenant.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AnyOperation, type ErrorCode, type OperationName, operations } from '@wardroom/contract';
import type { Identity, PresentedCredential } from '../../src/kernel/call.ts';
import { createHarness, type Harness, randomId } from '../../src/testing/harness.ts';
import { sampleInput } from '../isolation/sample-input.ts';
import { tenantOperations } from '../replay/scenarios.ts';
import { calledWith } from './calls.ts';
import { type Called, requireDeclared } from './rules.ts';

let harness: Harness;
let ahead = 0;
const limits = { isEmpty: false };
const counted = new Map<string, number>();
before(async () => {
  harness = await createHarness({
    clock: { now: () => Date.now() + ahead },
    limiter: {
      take: () => ({
        ...{ allowed: !limits.isEmpty, limit: 10, remaining: 1, resetSeconds: 60 },
        retryAfterSeconds: limits.isEmpty ? 60 : 0,
      }),
    },
  });
});
after(async () => {
  await harness.close();
  assert.deepEqual(harness.bugs, []);
});

const all = tenantOperations.map((name): AnyOperation => operations[name]);
/** Whoever calls these needs no credential: they are what gives one. */
const isPublic = ({ permission, scope }: AnyOperation): boolean =>
  typeof permission !== 'string' && typeof scope !== 'string';
const guarded = all.filter((operation) => !isPublic(operation));

async function ask(
  credential: Identity | PresentedCredential,
  operation: AnyOperation,
  input: unknown = sampleInput(operation.input, (kind) => randomId(harness, kind)),
): Promise<Called & { readonly code: ErrorCode | 'ok' }> {
  const name = operation.name as OperationName;
  const called = await calledWith(harness, harness.acme, { name, credential, input });
  requireDeclared(called);
  return { ...called, code: called.answer.ok ? 'ok' : called.answer.error.code };
}

const count = (how: string) => counted.set(how, (counted.get(how) ?? 0) + 1);
const owner = () => harness.acme.principals.owner.identity;

/** Whoever ended themselves by a call before is back, and has just proved who they are, or long ago. */
async function renew(provedAgoMs = 0): Promise<void> {
  ahead += 61_000;
  const mine = `where tenant_id = '${harness.acme.tenant.id}'`;
  await harness.admin.query(`
    update tenant.sessions set revoked_at = null,
      authenticated_at = '${new Date(Date.now() + ahead - provedAgoMs).toISOString()}' ${mine};
    update tenant.credentials set revoked_at = null ${mine} and revoked_at is not null;
    update tenant.principals set token_epoch = 0 ${mine} and token_epoch > 0;
    update tenant.heads set token_epoch = 0 ${mine} and token_epoch > 0;
    delete from tenant.denials ${mine}`);
}

test('a credential of another tenant: one finding here that does not say whose it is, one report to the platform', async () => {
  for (const operation of guarded) {
    const reported = harness.mismatches.length;
    const { code, entries } = await ask(harness.globex.principals.owner.identity, operation);
    assert.equal(code, 'unauthenticated');
    assert.equal(entries[0]?.type, 'request.tenant_mismatch');
    assert.equal(harness.mismatches.length, reported + 1, operation.name);
    count('tenant mismatch');
  }
});

test('a secret that opens nothing is on record; a call without any is nobody’s', async () => {
  for (const operation of guarded) {
    const garbage = await ask({ kind: 'key', secret: 'wrk_garbage' }, operation);
    assert.deepEqual([garbage.code, garbage.entries.length], ['unauthenticated', 1], operation.name);
    const none = await calledWith(harness, harness.acme, {
      ...{ name: operation.name as OperationName, credential: { kind: 'none' }, input: {} },
    });
    assert.deepEqual([none.answer.ok, none.grown], [false, 0], operation.name);
    count('no valid credential');
  }
});

test('limits that are used up', async () => {
  limits.isEmpty = true;
  try {
    for (const operation of all) {
      const { code, entries } = await ask(isPublic(operation) ? { kind: 'none' } : owner(), operation);
      assert.deepEqual([code, entries[0]?.type], ['rate_limited', 'request.limited'], operation.name);
      count('limits');
    }
  } finally {
    limits.isEmpty = false;
  }
});

test('a key without the scope', async () => {
  const scopes = ['messages:write'];
  const { secret } = await harness.succeed<{ secret: string }>(harness.acme, 'owner', 'credentials.issue', {
    ...{ principalId: harness.acme.principals.bot.id, description: 'little', scopes },
  });
  const little = await harness.kernel.directory.identify({ kind: 'key', secret });
  assert.ok(little);
  for (const operation of guarded) {
    if (typeof operation.scope !== 'string' || scopes.includes(operation.scope)) continue;
    const { code } = await ask(little, operation);
    assert.equal(code, 'insufficient_scope', operation.name);
    count('scope');
  }
});

test('whoever has no right to it, and things that are not there', async () => {
  for (const who of ['viewer', 'owner'] as const) {
    for (const operation of guarded) {
      await renew();
      const { code } = await ask(harness.acme.principals[who].identity, operation);
      count(code === 'ok' ? `allowed (${who})` : `${code} (${who})`);
    }
  }
  assert.ok((counted.get('forbidden (viewer)') ?? 0) > 60);
  assert.ok((counted.get('not_found (owner)') ?? 0) > 30);
});

test('whoever proved long ago who they are', async () => {
  for (const operation of guarded.filter(({ sensitivity }) => sensitivity !== 'normal')) {
    await renew(24 * 3_600_000);
    const { code } = await ask(owner(), operation);
    assert.equal(code, 'step_up_required', operation.name);
    count('step-up');
  }
});

test('malformed input leaves nothing, whichever operation', async () => {
  await renew();
  for (const operation of all) {
    const { code, grown } = await ask(isPublic(operation) ? { kind: 'none' } : owner(), operation, 42);
    assert.deepEqual([code, grown], ['invalid_input', 0], operation.name);
    count('malformed');
  }
});

test('how much has been seen', (t) => {
  const parts = [...counted].map(([how, times]) => `${how} ${times}`);
  t.diagnostic(`${all.length} operations: ${parts.join(', ')}`);
  assert.ok([...counted.values()].reduce((sum, times) => sum + times, 0) > 6 * all.length);
});
