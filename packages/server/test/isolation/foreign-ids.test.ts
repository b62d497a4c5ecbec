import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type AnyOperation,
  encodeId,
  type IdKind,
  type OperationName,
  type Operations,
  type OutputOf,
  operationNames,
  operations,
  uuidOf,
} from '@wardroom/contract';
import { addClient, addGrant } from '../../src/testing/access-requests.ts';
import { addBreakGlass } from '../../src/testing/break-glass.ts';
import type { TenantFixture, Who } from '../../src/testing/fixtures.ts';
import { createHarness, type Harness } from '../../src/testing/harness.ts';
import { idFields, sampleInput } from './sample-input.ts';

let harness: Harness;
let seen: string[] = [];
const existing = new Map<TenantFixture, Map<IdKind, string>>();

before(async () => {
  harness = await createHarness({
    observer: {
      before: async ({ session, statement }) => {
        // Refusals are recorded beside, when the audit lane gets to it.
        if (session.label !== 'aside') seen.push(statement);
      },
    },
  });
  for (const tenant of [harness.acme, harness.globex]) existing.set(tenant, await idsOf(tenant));
});
after(() => harness.close());

/** Ids of things that exist in a tenant, for every kind that an input names. */
async function idsOf(tenant: TenantFixture): Promise<Map<IdKind, string>> {
  const { message } = await harness.succeed<{ message: { id: string } }>(tenant, 'owner', 'messages.send', {
    channelId: tenant.general.id,
    body: 'a message',
    clientKey: 'client-key',
  });
  const { rows } = await harness.admin.query<{ entry_id: string }>(
    'select entry_id from tenant.audit_outbox where tenant_id = $1 limit 1',
    [tenant.tenant.id],
  );
  const entry = rows[0]?.entry_id;
  assert.ok(entry);
  const { invitation } = await harness.succeed<{ invitation: { id: string } }>(
    tenant,
    'owner',
    'invitations.create',
    {},
  );
  const { token } = await harness.succeed<{ token: { id: string } }>(tenant, 'owner', 'tokens.issue', {
    scopes: ['messages:read'],
  });
  const { domain } = await harness.succeed<{ domain: { id: string } }>(tenant, 'owner', 'domains.add', {
    name: 'chat.shared.example',
  });
  const { role } = await harness.succeed<{ role: { role: string } }>(tenant, 'owner', 'roles.create', {
    name: 'A role',
    chosen: ['workspace.read'],
  });
  const { group } = await harness.succeed<{ group: { id: string } }>(tenant, 'owner', 'groups.create', {
    handle: 'a-group',
    name: 'A group',
  });
  const client = await addClient(harness, tenant);
  const { member, bot } = tenant.principals;
  return new Map<IdKind, string>([
    ['principal', member.id],
    ['channel', tenant.general.id],
    ['message', message.id],
    ['invitation', invitation.id],
    ['domain', domain.id],
    ['role', role.role],
    ['group', group.id],
    ['breakGlass', await addBreakGlass(harness, tenant)],
    ['token', token.id],
    ['client', client.id],
    ['grant', await addGrant(harness, tenant, { client })],
    ['session', encodeId('session', member.identity.id)],
    ['credential', encodeId('credential', bot.identity.id)],
    ['auditEntry', encodeId('auditEntry', entry)],
    ['decision', await addDecision(tenant)],
  ]);
}

/** Whoever lacks the role is on record in the log of decisions. */
async function addDecision(tenant: TenantFixture): Promise<string> {
  await harness.call(tenant, 'viewer', 'tenants.update', { name: 'refused' });
  await harness.kernel.decisions.settled();
  const { decisions } = await harness.succeed<OutputOf<Operations['decisions.list']>>(
    ...([tenant, 'owner', 'decisions.list', {}] as const),
  );
  const [decision] = decisions;
  assert.ok(decision);
  return decision.id;
}

const idIn = (tenant: TenantFixture, kind: IdKind): string => {
  const id = existing.get(tenant)?.get(kind);
  assert.ok(id, `no ${kind} exists in the fixtures: add one`);
  return id;
};

/** An id that belongs to nothing, beside one that does: where order matters, both stand at the same place. */
function neighbour(kind: IdKind, id: string): string {
  const uuid = uuidOf(id);
  return encodeId(kind, `${uuid.slice(0, -1)}${uuid.endsWith('0') ? '1' : '0'}`);
}

/** What a caller sees, and which statements it took. */
async function observe(who: Who, operation: string, input: unknown) {
  seen = [];
  const { answer, limit } = await harness.call(harness.acme, who, operation as OperationName, input);
  const statements = seen;
  const shown = answer.ok
    ? { output: answer.output }
    : {
        code: answer.error.code,
        problems: answer.error.options.problems,
        options: Object.keys(answer.error.options),
      };
  return { shown: JSON.stringify(shown), limit: limit?.limit, statements };
}

const tenantOperations: readonly AnyOperation[] = operationNames
  .map((name) => operations[name])
  .filter(({ realm }) => realm === 'tenant');
const callers: readonly Who[] = ['owner', 'member', 'guest', 'auditor', 'bot'];

for (const operation of tenantOperations) {
  for (const [field, kind] of idFields(operation.input)) {
    test(`${operation.name}: another tenant’s ${field} gives the answer and the statements of one that does not exist`, async () => {
      for (const who of callers) {
        const base = sampleInput(operation.input, (other) => idIn(harness.acme, other), [field]);
        const named = (id: string) => ({ ...base, [field]: Array.isArray(base[field]) ? [id] : id });
        const foreign = named(idIn(harness.globex, kind));
        const absent = named(neighbour(kind, idIn(harness.globex, kind)));
        // The first call of a connection prepares; the comparison is between calls that differ in the id only.
        await observe(who, operation.name, absent);
        const [one, two] = [
          await observe(who, operation.name, foreign),
          await observe(who, operation.name, absent),
        ];
        assert.deepEqual(one, two, who);
        assert.ok(!one.shown.includes('globex'), who);
        // The comparison is of calls that got as far as the database.
        const isRefused = one.shown.includes('invalid_input') && !one.shown.includes('there is no such role');
        assert.ok(!isRefused && one.statements.length > 2, one.shown);
      }
    });
  }
}

test('inputs made from schemas are accepted by every operation of a tenant', async () => {
  for (const { name, input } of tenantOperations) {
    const made = sampleInput(input, (kind) => idIn(harness.acme, kind));
    assert.ok(input.safeParse(made).success, `${name}: ${JSON.stringify(made)}`);
  }
});

test('a difference would be seen: one’s own id gives another answer and other statements', async () => {
  const own = await observe('owner', 'messages.get', { messageId: idIn(harness.acme, 'message') });
  const absent = await observe('owner', 'messages.get', {
    messageId: neighbour('message', idIn(harness.acme, 'message')),
  });
  assert.notEqual(own.shown, absent.shown);
  assert.notDeepEqual(own.statements, absent.statements);
});

test('an identity of one tenant at the host of another is refused and reported, whatever it asks', async () => {
  const { identity } = harness.globex.principals.owner;
  for (const { name, permission, input } of tenantOperations) {
    if (typeof permission !== 'string') continue;
    const before = harness.mismatches.length;
    const made = sampleInput(input, (kind) => idIn(harness.acme, kind));
    const { answer } = await harness.call(harness.acme, identity, name as OperationName, made);
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'unauthenticated', name);
    assert.equal(harness.mismatches.length, before + 1, name);
  }
});

test('none of these calls was a bug', () => {
  assert.deepEqual(harness.bugs, []);
});
