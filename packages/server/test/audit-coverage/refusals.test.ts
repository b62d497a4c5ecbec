/**
 * Every operation of a tenant, refused in every way there is, as over HTTP and through a real socket: what each leaves in
 * the log is what its answer declares, about whoever asked, and not a word about any other tenant.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AnyOperation, type ErrorCode, type OperationName, operations } from '@wardroom/contract';
import type { Identity, PresentedCredential } from '../../src/kernel/call.ts';
import type { Who } from '../../src/testing/fixtures.ts';
import { type Harness, randomId } from '../../src/testing/harness.ts';
import { sampleInput } from '../isolation/sample-input.ts';
import { tenantOperations } from '../replay/scenarios.ts';
import { calledWith } from './calls.ts';
import { type Called, requireDeclared } from './rules.ts';
import { type Holder, Sockets } from './sockets.ts';

let harness: Harness;
let sockets: Sockets;
let ahead = 0;
const limits = { isEmpty: false };
const counted = new Map<string, number>();
before(async () => {
  sockets = await Sockets.start({
    clock: { now: () => Date.now() + ahead },
    limiter: {
      take: () => ({
        ...{ allowed: !limits.isEmpty, limit: 10, remaining: 1, resetSeconds: 60 },
        retryAfterSeconds: limits.isEmpty ? 60 : 0,
      }),
    },
  });
  ({ harness } = sockets.server);
});
after(async () => {
  await sockets.close();
  await sockets.server.close();
  assert.deepEqual([...harness.bugs, ...sockets.server.errors], []);
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

/** Through a socket of theirs; with `isNew` through another one than before, since time has passed or theirs has ended. */
async function askThroughSocket(
  holder: Holder,
  operation: AnyOperation,
  { isNew = false, ...more }: { readonly isNew?: boolean; readonly input?: unknown } = {},
): Promise<Called & { readonly code: ErrorCode | 'ok' }> {
  const name = operation.name as OperationName;
  const input =
    'input' in more ? more.input : sampleInput(operation.input, (kind) => randomId(harness, kind));
  const called = await sockets.called(holder, { name, input, isNew });
  requireDeclared(called);
  return { ...called, code: called.answer.ok ? 'ok' : called.answer.error.code };
}

const count = (how: string) => counted.set(how, (counted.get(how) ?? 0) + 1);
const holder = (who: Who): Holder => harness.acme.principals[who];
const owner = () => holder('owner').identity;

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
  await sockets.of(holder('owner'));
  limits.isEmpty = true;
  try {
    for (const operation of all) {
      const { code, entries } = await ask(isPublic(operation) ? { kind: 'none' } : owner(), operation);
      assert.deepEqual([code, entries[0]?.type], ['rate_limited', 'request.limited'], operation.name);
      count('limits');
    }
    for (const operation of guarded) {
      const { code, entries } = await askThroughSocket(holder('owner'), operation);
      assert.deepEqual([code, entries[0]?.type], ['rate_limited', 'request.limited'], operation.name);
      count('limits, socket');
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
    const through = await askThroughSocket({ identity: little, secret }, operation);
    assert.equal(through.code, 'insufficient_scope', operation.name);
    count('scope');
  }
});

test('whoever has no right to it, and things that are not there', async () => {
  for (const who of ['viewer', 'owner'] as const) {
    for (const operation of guarded) {
      await renew();
      const { code } = await ask(harness.acme.principals[who].identity, operation);
      count(code === 'ok' ? `allowed (${who})` : `${code} (${who})`);
      if (code === 'ok') continue;
      await renew();
      const through = await askThroughSocket(holder(who), operation, { isNew: true });
      assert.equal(through.code, code, `${operation.name} through a socket`);
      count(`${code} (${who}, socket)`);
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
    const through = await askThroughSocket(holder('owner'), operation, { isNew: true });
    assert.equal(through.code, 'step_up_required', operation.name);
    count('step-up');
  }
});

test('malformed input leaves nothing, whichever operation', async () => {
  await renew();
  for (const operation of all) {
    const { code, grown } = await ask(isPublic(operation) ? { kind: 'none' } : owner(), operation, 42);
    assert.deepEqual([code, grown], ['invalid_input', 0], operation.name);
    const through = await askThroughSocket(holder('owner'), operation, { input: 42 });
    const said = isPublic(operation) ? 'unknown_operation' : 'invalid_input';
    assert.deepEqual([through.code, through.grown], [said, 0], operation.name);
    count('malformed');
  }
});

test('how much has been seen', (t) => {
  const parts = [...counted].map(([how, times]) => `${how} ${times}`);
  t.diagnostic(`${all.length} operations: ${parts.join(', ')}`);
  assert.ok([...counted.values()].reduce((sum, times) => sum + times, 0) > 8 * all.length);
});
