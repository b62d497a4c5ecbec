/** What a policy refuses is on record with who asked, what for, and the version that said no. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openAuditEntry } from '../../src/kernel/audit/seal.ts';
import { createHarness, type Harness } from '../../src/testing/harness.ts';
import { enforce } from '../../src/testing/policies.ts';
import { calledWith } from './calls.ts';
import { requireDeclared } from './rules.ts';

let harness: Harness;
before(async () => {
  harness = await createHarness();
});
after(() => harness.close());

/** What the newest entry of an action says beside its columns. */
async function metadataOf(action: string): Promise<unknown> {
  const { rows } = await harness.admin.query<{ entry_id: string; sealed: Buffer }>(
    'select entry_id, sealed from tenant.audit_outbox where action = $1 order by entry_id desc limit 1',
    [action],
  );
  const [row] = rows;
  assert.ok(row);
  return openAuditEntry(row.entry_id, row.sealed, harness.acme.keys).metadata;
}

test('a refusal by a policy names permission and version; one by the role alone does not', async () => {
  const version = await enforce(
    ...([harness, harness.acme] as const),
    'permit(principal, action, resource);',
    'forbid(principal, action == Wardroom::Action::"channel.create", resource);',
  );
  const create = (who: 'member' | 'guest') =>
    calledWith(harness, harness.acme, {
      ...{ name: 'channels.create', input: { name: 'new-one' } },
      credential: harness.acme.principals[who].identity,
    });
  requireDeclared(await create('member'));
  const named = { code: 'forbidden', permission: 'channel.create', policyVersion: version };
  assert.deepEqual(await metadataOf('channels.create'), named);
  requireDeclared(await create('guest'));
  assert.deepEqual(await metadataOf('channels.create'), { code: 'forbidden' });
});
