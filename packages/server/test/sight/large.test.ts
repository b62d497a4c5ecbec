/**
 * Ten thousand people in fifty departments and two hundred channels: seeing fewer people costs a call little more than
 * seeing all of them, and nothing where everybody sees everybody. Bounds are wide, for slow machines; what was measured is said.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { OperationName, Uuid } from '@wardroom/contract';
import { handleLookup, sealProfile } from '../../src/modules/principals/index.ts';
import { createHarness, type Harness } from '../../src/testing/harness.ts';

const people = 10_000;
const departments = 50;
const channels = 200;
const perChannel = 100;

let h: Harness;
const ids: Uuid[] = [];
const groups: string[] = [];
before(async () => {
  h = await createHarness();
  const { admin, acme } = h;
  const tenantId = acme.tenant.id;
  for (let at = 0; at < departments; at += 1) {
    const input = { handle: `department-${at}`, name: `Department ${at}`, department: true };
    const { group } = await h.succeed<{ group: { id: string } }>(acme, 'owner', 'groups.create', input);
    groups.push(group.id);
  }
  await admin.query('delete from tenant.group_members where tenant_id = $1', [tenantId]);
  for (let at = 0; at < people; at += 1) ids.push(h.parts.ids.next());
  const profile = (at: number) => ({
    handle: `sailor-${at}`,
    displayName: `Sailor ${at}`,
    emailAddress: null,
  });
  await admin.query(
    `insert into tenant.principals (tenant_id, principal_id, kind, status, role, handle_lookup, sealed, created_at, updated_at)
     select $1, e.id, 'person', 'active', 'member', e.lookup, e.sealed, now(), now()
       from unnest($2::uuid[], $3::bytea[], $4::bytea[]) as e (id, lookup, sealed)`,
    [
      tenantId,
      ids,
      ids.map((_, at) => handleLookup(acme.keys, profile(at).handle)),
      ids.map((id, at) => sealProfile(acme.keys, id, profile(at))),
    ],
  );
  // The member of the fixture is in the first department, and in as many channels as somebody who has been around.
  const member = acme.principals.member.uuid;
  await admin.query(
    `insert into tenant.group_members (tenant_id, group_id, principal_id, source, role, added_at)
     select $1, g.id, p.id, 'manual', 'member', now()
       from (select group_id as id, row_number() over (order by group_id) - 1 as n from tenant.groups where tenant_id = $1) g
       join (select id, ordinality - 1 as n from unnest($2::uuid[]) with ordinality as e (id, ordinality)) p on p.n % $3 = g.n`,
    [tenantId, [member, ...ids], departments],
  );
  for (let at = 0; at < channels; at += 1) {
    const input = { name: `deck-${at}`, kind: 'private' };
    const { channel } = await h.succeed<{ channel: { id: string } }>(acme, 'owner', 'channels.create', input);
    const inside = ids.filter((_, index) => (index + at * 37) % (people / perChannel) === 0);
    await admin.query(
      `insert into tenant.channel_members (tenant_id, channel_id, principal_id, role, joined_at)
       select $1, c.channel_id, e.id, 'member', now()
         from (select channel_id from tenant.channels where tenant_id = $1 order by channel_id desc limit 1) c, unnest($2::uuid[]) as e (id)`,
      [tenantId, at < 30 ? [...inside, member] : inside],
    );
    assert.ok(channel.id);
  }
  await admin.query('analyze');
});
after(async () => {
  await h.close();
  assert.deepEqual(h.bugs, []);
});

/** Milliseconds, the median of some calls. */
async function timed(operation: OperationName, input: object, who: 'owner' | 'member' = 'member') {
  const times: number[] = [];
  for (let at = 0; at < 7; at += 1) {
    const began = performance.now();
    await h.succeed(h.acme, who, operation, input);
    times.push(performance.now() - began);
  }
  return times.toSorted((left, right) => left - right)[3] ?? 0;
}
const handle = 'from:@sailor-49 word';

test('where departments keep ten thousand people apart, every call answers', async (context) => {
  const { principals } = h.acme;
  const calls: readonly (readonly [OperationName, object])[] = [
    ['principals.get', { principalId: principals.member.id }],
    ['principals.list', { limit: 200 }],
    ['search.messages', { query: handle }],
    ['groups.list', {}],
    ['groups.members', { groupId: groups[0], effective: true }],
    ['sync.snapshot', {}],
  ];
  const measure = async () => {
    const times = new Map<OperationName, number>();
    for (const [operation, input] of calls) times.set(operation, await timed(operation, input));
    return times;
  };
  const open = await measure();
  const began = performance.now();
  const { effect } = await h.succeed<{
    effect: { peopleKeptApart: number; hiddenFromEach: { median: number } };
  }>(h.acme, 'owner', 'tenants.segmentation', {});
  const previewMs = performance.now() - began;
  await h.succeed(h.acme, 'owner', 'tenants.segment', { segmentation: 'departments' });
  const apart = await measure();
  for (const [operation] of calls) {
    const [before, now] = [open.get(operation) ?? 0, apart.get(operation) ?? 0];
    context.diagnostic(`${operation}: ${before.toFixed(1)} ms open, ${now.toFixed(1)} ms by departments`);
  }
  context.diagnostic(`tenants.segmentation: ${previewMs.toFixed(0)} ms, ${JSON.stringify(effect)}`);
  assert.ok(effect.peopleKeptApart >= people && effect.hiddenFromEach.median > 5_000);
});
