/**
 * Every operation of the table, with a person of whom nobody knows when they last proved who they are: what is sensitive
 * is refused, whatever stems from them; what is not never asks. A sensitive operation added tomorrow is tried, too.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type AnyOperation,
  encodeId,
  type OperationName,
  operationNames,
  operations,
  scopeNames,
  uuidOf,
} from '@wardroom/contract';
import type { Identity, PresentedCredential } from '../../src/kernel/call.ts';
import { stepUpMaxAgeMs } from '../../src/kernel/step-up.ts';
import type { TokenFacts } from '../../src/kernel/tokens/token.ts';
import { addClient, addGrant, type ClientFixture } from '../../src/testing/access-requests.ts';
import { createHarness, type Harness, randomId } from '../../src/testing/harness.ts';
import { sampleInput } from '../isolation/sample-input.ts';

const tried: readonly AnyOperation[] = operationNames
  .map((name): AnyOperation => operations[name])
  .filter(({ realm, permission }) => realm === 'tenant' && typeof permission === 'string');
const isSensitive = ({ sensitivity }: AnyOperation): boolean => sensitivity !== 'normal';

/** Time that goes on with every try, so that guesses of passwords are not what is refused; never behind the machine’s. */
let ahead = 0;
const clock = { now: () => Date.now() + ahead };

let harness: Harness;
let client: ClientFixture;
let seen: string[] = [];
before(async () => {
  harness = await createHarness({
    clock,
    observer: {
      before: async ({ session, statement }) => {
        if (session.label !== 'aside') seen.push(statement);
      },
    },
  });
  client = await addClient(harness, harness.acme, { scopes: scopeNames });
});
after(async () => {
  await harness.close();
  assert.deepEqual(harness.bugs, []);
});

/** When everybody in `acme` has proved last who they are; whatever was ended by a call before is back. */
async function proved(agoMs: number): Promise<void> {
  ahead += 61_000;
  const mine = `where tenant_id = '${harness.acme.tenant.id}'`;
  const when = new Date(clock.now() - agoMs).toISOString();
  await harness.admin.query(`
    update tenant.sessions set revoked_at = null, authenticated_at = '${when}' ${mine};
    update tenant.credentials set revoked_at = null ${mine} and revoked_at is not null;
    update tenant.principals set token_epoch = 0 ${mine} and token_epoch > 0;
    update tenant.heads set token_epoch = 0 ${mine} and token_epoch > 0;
    delete from tenant.denials ${mine}`);
}
const stale = stepUpMaxAgeMs + 1;

/** The answer, by its code. Ids are of nothing, so that little is done on the way. */
async function ask(who: 'owner' | Identity | PresentedCredential, operation: AnyOperation) {
  const input = sampleInput(operation.input, (kind) => randomId(harness, kind));
  const { answer } = await harness.call(harness.acme, who, operation.name as OperationName, input);
  if (answer.ok) return 'ok';
  assert.equal(
    answer.error.options.maxAgeSeconds,
    answer.error.code === 'step_up_required' ? 900 : undefined,
  );
  return answer.error.code;
}

test('the table has sensitive operations and others', () => {
  assert.ok(tried.filter(isSensitive).length > 15 && tried.length > 80);
});

test('a stale session: everything sensitive is refused, nothing else asks', async () => {
  for (const operation of tried) {
    await proved(stale);
    const code = await ask('owner', operation);
    if (isSensitive(operation)) assert.equal(code, 'step_up_required', operation.name);
    else assert.notEqual(code, 'step_up_required', operation.name);
  }
});

test('the refusal comes before anything is read that the caller names', async () => {
  await proved(stale);
  for (const operation of tried.filter(isSensitive)) {
    await ask('owner', operation);
    seen = [];
    await ask('owner', operation);
    const read = seen.filter((name) => !/^(authority|tx)\.|^log\.lockHead$/.test(name));
    // The password that is its input is compared before the transaction.
    assert.deepEqual(read, operation.name === 'principals.changePassword' ? ['principals.byId'] : []);
  }
});

test('a role that may not do it is told so, and not asked for a password', async () => {
  await proved(stale);
  const operation = operations['roles.assign'];
  const input = sampleInput(operation.input, (kind) => randomId(harness, kind));
  const { answer } = await harness.call(harness.acme, 'member', 'roles.assign', input);
  assert.equal(answer.ok ? 'ok' : answer.error.code, 'forbidden');
});

test('every refusal is on record, with who was refused', async () => {
  await proved(stale);
  const count = async () => {
    const { rows } = await harness.admin.query<{ n: number }>(
      `select coalesce(sum(count), 0)::int as n from tenant.audit_outbox
        where tenant_id = $1 and type = 'request.refused' and action = 'roles.assign' and actor_id = $2`,
      [harness.acme.tenant.id, harness.acme.principals.owner.uuid],
    );
    return rows[0]?.n ?? 0;
  };
  const before = await count();
  await ask('owner', operations['roles.assign']);
  await ask('owner', operations['roles.assign']);
  assert.equal(await count(), before + 2);
});

const facts = (more: Partial<TokenFacts>): Identity => {
  const { acme } = harness;
  const { uuid } = acme.principals.owner;
  const tokenId = harness.parts.ids.next();
  const token: TokenFacts = {
    ...{ tokenId, tenantId: acme.tenant.id, principalId: uuid, clientId: 'wardroom', via: [], keyId: null },
    ...{
      grantId: null,
      sessionId: null,
      ancestors: [],
      scopes: new Set(scopeNames),
      prefix: null,
      heldTo: null,
    },
    ...{ operation: null, once: false, orgId: null, proofKey: null, actors: [] },
    ...{ subjectEpoch: 0, tenantEpoch: 0, issuedAt: clock.now(), expiresAt: clock.now() + 600_000 },
    ...more,
  };
  return { kind: 'token', id: tokenId, principalId: token.principalId, tenantId: acme.tenant.id, token };
};
/** What outlives every token is no token’s to do; the rest asks. */
const refusals = new Set(['step_up_required', 'insufficient_scope']);

async function tryToken(make: () => Identity, agoMs: number, asks: boolean): Promise<number> {
  let asked = 0;
  for (const operation of tried) {
    await proved(agoMs);
    const code = await ask(make(), operation);
    assert.notEqual(code, 'unauthenticated', operation.name);
    if (asks && isSensitive(operation)) assert.ok(refusals.has(code), `${operation.name}: ${code}`);
    else assert.notEqual(code, 'step_up_required', operation.name);
    asked += code === 'step_up_required' ? 1 : 0;
  }
  return asked;
}

test('a token of a session is as recent as its session', async () => {
  const make = () => facts({ sessionId: harness.acme.principals.owner.identity.id });
  assert.ok((await tryToken(make, stale, true)) > 3);
  assert.equal(await tryToken(make, 0, false), 0);
});

test('a grant that outlasts its session is never recent; one that hangs on a session is as recent as that', async () => {
  const granted = await addGrant(harness, harness.acme, { client, who: 'owner', scopes: scopeNames });
  const from = { grantId: uuidOf(granted), clientId: client.id };
  assert.ok((await tryToken(() => facts(from), 0, true)) > 3);
  const bound = () => facts({ ...from, sessionId: harness.acme.principals.owner.identity.id });
  assert.ok((await tryToken(bound, stale, true)) > 3);
  assert.equal(await tryToken(bound, 0, false), 0);
});

test('tokens and keys prove nothing by a password, right or wrong', async () => {
  await proved(stale);
  const { bot, owner } = harness.acme.principals;
  const scopes = ['sessions:write'];
  await harness.admin.query('update tenant.credentials set scopes = $2 where credential_id = $1', [
    bot.identity.id,
    scopes,
  ]);
  for (const who of [facts({ sessionId: owner.identity.id }), bot.identity]) {
    const input = { password: 'any password at all' };
    const { answer } = await harness.call(harness.acme, who, 'sessions.reauthenticate', input);
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'forbidden');
  }
});

test('keys of programs, and what comes from them, are never asked: nobody is there', async () => {
  const { acme, admin } = harness;
  const { uuid, identity } = acme.principals.bot;
  await setRole('owner');
  await admin.query('update tenant.credentials set scopes = $2 where credential_id = $1', [
    identity.id,
    scopeNames,
  ]);
  await proved(stale);
  for (const operation of tried) assert.notEqual(await ask(identity, operation), 'step_up_required');
  const clientId = encodeId('credential', identity.id);
  const make = () => facts({ principalId: uuid, keyId: identity.id, clientId });
  assert.equal(await tryToken(make, stale, false), 0);
  // The same bot, behind which a grant puts a person.
  const granted = await addGrant(harness, acme, { client, who: 'bot', scopes: scopeNames });
  const behind = () => facts({ principalId: uuid, grantId: uuidOf(granted), clientId: client.id });
  assert.ok((await tryToken(behind, 0, true)) > 3);

  function setRole(role: string) {
    return admin.query('update tenant.principals set role = $2 where principal_id = $1', [uuid, role]);
  }
});

test('a session that has just proved it is asked by nothing', async () => {
  for (const operation of tried) {
    await proved(0);
    assert.notEqual(await ask('owner', operation), 'step_up_required', operation.name);
  }
});
