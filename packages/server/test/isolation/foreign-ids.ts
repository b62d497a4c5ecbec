/**
 * A foreign id is answered as one that belongs to nothing, by the same statements, for every id that any operation takes.
 */
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
import { enforce } from '../../src/testing/policies.ts';
import { idFields, sampleInput } from './sample-input.ts';

let harness: Harness;
let seen: string[] = [];
const existing = new Map<TenantFixture, Map<IdKind, string>>();

/** Decides from the beginning to the end of this file; the test file says which, before its tests run. */
const deciding: { policy: string | null } = { policy: null };

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
  if (deciding.policy !== null) await enforce(harness, harness.acme, deciding.policy);
});
after(() => harness.close());

/** Ids of things that exist in a tenant, for every kind that an input names. */
async function idsOf(tenant: TenantFixture): Promise<Map<IdKind, string>> {
  const { message } = await harness.succeed<{ message: { id: string } }>(tenant, 'owner', 'messages.send', {
    channelId: tenant.general.id,
    body: 'a message',
    clientKey: 'client-key',
  });
  const { rows } = await harness.admin.query<{ entry_id: string; request_id: string }>(
    'select entry_id, request_id from tenant.audit_outbox where tenant_id = $1 limit 1',
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
  const { view } = await harness.succeed<{ view: { id: string } }>(tenant, 'owner', 'audit.saveView', {
    ...{ name: 'A view', filters: {} },
  });
  const { sink } = await harness.succeed<{ sink: { id: string } }>(tenant, 'owner', 'audit.sinks.create', {
    ...{ name: 'A feed', destination: { kind: 'file' } },
  });
  const client = await addClient(harness, tenant);
  const { member, bot } = tenant.principals;
  return new Map<IdKind, string>([
    ['tenant', encodeId('tenant', tenant.tenant.id)],
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
    ['auditSink', sink.id],
    ['auditView', view.id],
    ['request', encodeId('request', rows[0]?.request_id ?? '')],
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

export const idIn = (tenant: TenantFixture, kind: IdKind): string => {
  const id = existing.get(tenant)?.get(kind);
  assert.ok(id, `no ${kind} exists in the fixtures: add one`);
  return id;
};

/** An id that belongs to nothing, beside one that does: where order matters, both stand at the same place. */
export function neighbour(kind: IdKind, id: string): string {
  const uuid = uuidOf(id);
  return encodeId(kind, `${uuid.slice(0, -1)}${uuid.endsWith('0') ? '1' : '0'}`);
}

/** What a caller sees, and which statements it took. */
export async function observe(who: Who, operation: string, input: unknown) {
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

export const tenantOperations: readonly AnyOperation[] = operationNames
  .map((name) => operations[name])
  .filter(({ realm }) => realm === 'tenant');
const callers: readonly Who[] = ['owner', 'member', 'guest', 'auditor', 'bot'];

/** Declares a test for each id that these operations take; the first call of a file. */
export function compareForeignIds(
  chosen: (operation: AnyOperation, index: number) => boolean = () => true,
  policy: string | null = null,
): void {
  deciding.policy = policy;
  for (const operation of tenantOperations.filter(chosen)) compareOne(operation);
}

function compareOne(operation: AnyOperation): void {
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

export const theHarness = (): Harness => harness;

/** Last: none of the calls of this file was a bug. */
export const requireNoBugs = (): void => {
  test('none of these calls was a bug', () => {
    assert.deepEqual(harness.bugs, []);
  });
};
