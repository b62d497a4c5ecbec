/**
 * Gives a fixture tenant what its fixtures lack: messages, threads, mentions, a second session, access tokens, a client
 * and what was granted to it, audit entries.
 * Returns the identifier of the owner’s message.
 */
import { addClient, addGrant } from '../../src/testing/access-requests.ts';
import { addBreakGlass } from '../../src/testing/break-glass.ts';
import type { TenantFixture, Who } from '../../src/testing/fixtures.ts';
import type { Harness } from '../../src/testing/harness.ts';
import { savePolicies, setOf } from '../../src/testing/policies.ts';

export async function furnish(harness: Harness, tenant: TenantFixture): Promise<string> {
  const send = (who: Who, channelId: string, key: string, rest: object = {}) =>
    harness.succeed<{ message: { id: string } }>(tenant, who, 'messages.send', {
      channelId,
      body: `@${tenant.principals.owner.handle} from ${tenant.tenant.slug}`,
      clientKey: `furnish-${key}`,
      ...rest,
    });
  const { message } = await send('owner', tenant.general.id, 'first');
  await send('member', tenant.general.id, 'reply', { threadRootId: message.id });
  await send('member', tenant.secret.id, 'secret');
  await harness.succeed(tenant, 'owner', 'invitations.create', {});
  await harness.succeed(tenant, 'owner', 'audit.saveView', { name: 'A view', filters: {} });
  await harness.succeed(tenant, 'owner', 'audit.sinks.create', {
    name: 'A feed',
    destination: { kind: 'file' },
  });
  for (const name of ['First', 'Second'])
    await harness.succeed(tenant, 'owner', 'roles.create', {
      name,
      chosen: ['workspace.read', 'people.read'],
    });
  for (const handle of ['first-group', 'second-group']) {
    const { group } = await harness.succeed<{ group: { id: string } }>(tenant, 'owner', 'groups.create', {
      ...{ handle, name: handle },
    });
    await harness.succeed(tenant, 'owner', 'groups.addMembers', {
      ...{ groupId: group.id, principalIds: [tenant.principals.member.id, tenant.principals.member2.id] },
    });
  }
  await savePolicies(
    harness,
    tenant,
    setOf(['forbid(principal, action == Wardroom::Action::"message.export", resource);']),
  );
  await harness.succeed(tenant, 'owner', 'domains.add', { name: `chat.${tenant.tenant.slug}.example` });
  for (let count = 0; count < 2; count += 1) await addBreakGlass(harness, tenant);
  for (const who of ['owner', 'member'] as const)
    await harness.succeed(tenant, who, 'tokens.issue', { scopes: ['messages:read'] });
  const client = await addClient(harness, tenant);
  for (const who of ['owner', 'owner', 'member'] as const) await addGrant(harness, tenant, { client, who });
  await insertSession(harness, tenant);
  return message.id;
}

/** Sessions have pages only when there is more than one. */
async function insertSession({ admin, parts }: Harness, { tenant, keys, principals }: TenantFixture) {
  const id = parts.ids.next();
  const sealed = keys.encrypt(
    'sessions',
    { table: 'sessions', column: 'sealed', row: id },
    JSON.stringify({ device: 'second', address: '127.0.0.1' }),
  );
  await admin.query(
    `insert into tenant.sessions (tenant_id, session_id, principal_id, secret_hash, created_at, last_seen_at, authenticated_at, idle_expires_at, expires_at, sealed)
     select tenant_id, $2, principal_id, sha256($3), created_at, last_seen_at, authenticated_at, idle_expires_at, expires_at, $5
       from tenant.sessions where tenant_id = $1 and session_id = $4`,
    [tenant.id, id, Buffer.from(id), principals.owner.identity.id, sealed],
  );
}
