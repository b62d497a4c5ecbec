/** Whatever is done to groups in whatever order: paths, roles and linked channels are those of a plain reference. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeId, type GroupView, type OperationName, type Uuid, uuidOf } from '@wardroom/contract';
import fc from 'fast-check';
import { runJob } from '../../kernel/jobs/run-job.ts';
import type { Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { applyDirectoryMembers, type DirectoryChange } from './index.ts';

const people: readonly Who[] = ['admin', 'member', 'member2', 'viewer', 'guest', 'bot'];
const sources = ['oidc', 'scim'] as const;

/** Numbers choose among what there is at that moment. */
type Step = readonly [kind: (typeof kinds)[number], one: number, two: number, three: number];
const kinds = [
  ...([
    'create',
    'create',
    'create',
    'move',
    'move',
    'delete',
    'add',
    'add',
    'add',
    'remove',
    'role',
  ] as const),
  ...(['directoryAdd', 'directoryAdd', 'directoryRemove', 'confer', 'confer', 'link', 'unlink'] as const),
] as const;
const number = fc.nat(1_000);
const steps: fc.Arbitrary<Step[]> = fc.array(fc.tuple(fc.constantFrom(...kinds), number, number, number), {
  ...{ minLength: 20, maxLength: 45 },
});

interface Model {
  readonly parents: Map<string, string | null>;
  readonly confers: Map<string, string[]>;
  readonly revisions: Map<string, number>;
  /** group → principal → source → role. */
  readonly rows: Map<string, Map<string, Map<string, string>>>;
  readonly links: Map<string, string | null>;
}

let h: Harness;
let channels: string[] = [];
let names = 0;
before(async () => {
  h = await createHarness();
});
after(async () => {
  await h.close();
  assert.deepEqual(h.bugs, []);
});

const ask = async (operation: OperationName, input: object): Promise<{ group: GroupView } | null> => {
  const { answer } = await h.call(h.acme, 'owner', operation, input);
  if (answer.ok) return answer.output as { group: GroupView };
  assert.ok(['conflict', 'not_found', 'limit_reached'].includes(answer.error.code), answer.error.code);
  return null;
};
const idOf = (who: Who) => h.acme.principals[who].id;

async function byDirectory(change: Omit<DirectoryChange, 'at'>): Promise<void> {
  const { keyring, clock, ids } = h.parts;
  await runJob(
    { keyring, clock, database: h.kernel.database, tenantStatus: async () => 'active' },
    {
      task: 'test.directory',
      handler: ({ job, at, database, keys, permitFor }) =>
        database.write(job.tenantId, keys, async (tx) => {
          await applyDirectoryMembers(tx, permitFor(tx), { ...change, at });
        }),
    },
    { tenantId: h.acme.tenant.id, jobId: ids.next(), principalId: null, referenceId: null },
  );
}

const pick = <T>(all: readonly T[], at: number): T | undefined => all[at % Math.max(1, all.length)];
const rowsOf = (model: Model, group: string, principal: string): Map<string, string> => {
  const inGroup = model.rows.get(group) ?? new Map<string, Map<string, string>>();
  model.rows.set(group, inGroup);
  const found = inGroup.get(principal) ?? new Map<string, string>();
  inGroup.set(principal, found);
  return found;
};

async function apply(model: Model, [kind, one, two, three]: Step): Promise<void> {
  const groups = [...model.parents.keys()];
  const groupId = pick(groups, one);
  const who = pick(people, two) ?? 'member';
  if (kind === 'create') return create(model, groupId, two);
  if (groupId === undefined) return;
  const principalId = idOf(who);
  const revision = model.revisions.get(groupId) ?? 1;
  switch (kind) {
    case 'move': {
      const parentId = three % 4 === 0 ? null : (pick(groups, two) ?? null);
      const moved = await ask('groups.update', { groupId, revision, parentId });
      if (moved === null) return;
      model.parents.set(groupId, parentId);
      model.revisions.set(groupId, revision + 1);
      return;
    }
    case 'delete':
      if ((await ask('groups.delete', { groupId, revision })) === null) return;
      for (const table of [model.parents, model.rows, model.confers, model.revisions]) table.delete(groupId);
      for (const [channel, group] of model.links) if (group === groupId) model.links.set(channel, null);
      return;
    case 'add': {
      const role = three % 3 === 0 ? 'manager' : 'member';
      if ((await ask('groups.addMembers', { groupId, principalIds: [principalId], role })) === null) return;
      const rows = rowsOf(model, groupId, principalId);
      if (!rows.has('manual')) rows.set('manual', role);
      return;
    }
    case 'remove':
      if ((await ask('groups.removeMembers', { groupId, principalIds: [principalId] })) !== null)
        rowsOf(model, groupId, principalId).delete('manual');
      return;
    case 'role': {
      const role = three % 2 === 0 ? 'manager' : 'member';
      if ((await ask('groups.setMemberRole', { groupId, principalId, role })) === null) return;
      const rows = rowsOf(model, groupId, principalId);
      for (const source of rows.keys()) rows.set(source, role);
      return;
    }
    case 'directoryAdd':
    case 'directoryRemove': {
      const source = sources[three % 2 === 0 ? 0 : 1];
      const ids = [uuidOf(principalId)];
      const isAdd = kind === 'directoryAdd';
      await byDirectory({
        ...{ groupId: uuidOf(groupId), source, add: isAdd ? ids : [], remove: isAdd ? [] : ids },
      });
      const rows = rowsOf(model, groupId, principalId);
      if (!isAdd) rows.delete(source);
      else if (!rows.has(source)) rows.set(source, 'member');
      return;
    }
    case 'confer': {
      const roles = [[], ['developer'], ['viewer', 'auditor'], ['member']][two % 4] ?? [];
      const changed = await ask('groups.setRoles', { groupId, revision, roles });
      model.confers.set(groupId, [...roles].sort());
      model.revisions.set(groupId, changed?.group.revision ?? revision);
      return;
    }
    case 'link':
    case 'unlink': {
      const channelId = pick(channels, two) ?? '';
      const operation = kind === 'link' ? 'groups.linkChannel' : 'groups.unlinkChannel';
      if ((await ask(operation, kind === 'link' ? { groupId, channelId } : { channelId })) !== null)
        model.links.set(channelId, kind === 'link' ? groupId : null);
    }
  }
}

async function create(model: Model, groupId: string | undefined, choice: number): Promise<void> {
  names += 1;
  const parent = choice % 3 === 0 ? undefined : groupId;
  const made = await ask('groups.create', {
    ...{ handle: `random-${names}`, name: 'x' },
    ...(parent === undefined ? {} : { parentId: parent }),
  });
  if (made === null) return;
  model.parents.set(made.group.id, parent ?? null);
  model.confers.set(made.group.id, []);
  model.revisions.set(made.group.id, 1);
  rowsOf(model, made.group.id, idOf('owner')).set('manual', 'manager');
}

const pathOf = (model: Model, group: string): string[] => {
  const parent = model.parents.get(group) ?? null;
  return parent === null ? [group] : [...pathOf(model, parent), group];
};
const isIn = (model: Model, group: string, principal: string): boolean =>
  [...model.parents.keys()].some(
    (one) => pathOf(model, one).includes(group) && (model.rows.get(one)?.get(principal)?.size ?? 0) > 0,
  );
const manages = (model: Model, group: string, principal: string): boolean =>
  pathOf(model, group).some((one) =>
    [...(model.rows.get(one)?.get(principal)?.values() ?? [])].includes('manager'),
  );

async function compare(model: Model): Promise<void> {
  const all = [...people, 'owner' as const];
  const stored = await h.admin.query<{ group_id: Uuid; path: Uuid[] }>(
    'select group_id, path from tenant.groups where tenant_id = $1',
    [h.acme.tenant.id],
  );
  assert.deepEqual(
    new Map(
      stored.rows.map(({ group_id, path }) => [
        encodeId('group', group_id),
        path.map((id) => encodeId('group', id)),
      ]),
    ),
    new Map([...model.parents.keys()].map((group) => [group, pathOf(model, group)])),
  );
  const conferred = await h.admin.query<{ principal_id: Uuid; conferred: string[] }>(
    'select principal_id, conferred from tenant.principals where tenant_id = $1',
    [h.acme.tenant.id],
  );
  const roles = new Map<string, readonly string[]>(
    conferred.rows.map((row) => [encodeId('principal', row.principal_id), row.conferred]),
  );
  for (const who of all) {
    const due = [...model.parents.keys()].flatMap((group) =>
      who !== 'bot' && isIn(model, group, idOf(who)) ? (model.confers.get(group) ?? []) : [],
    );
    assert.deepEqual(roles.get(idOf(who)), [...new Set(due)].sort(), `roles of ${who}`);
  }
  for (const [channel, group] of model.links) {
    if (group === null) continue;
    const { rows } = await h.admin.query<{ principal_id: Uuid; role: string }>(
      'select principal_id, role from tenant.channel_members where channel_id = $1',
      [uuidOf(channel)],
    );
    assert.deepEqual(
      rows.map(({ principal_id, role }) => `${encodeId('principal', principal_id)} ${role}`).sort(),
      all
        .map(idOf)
        .filter((id) => isIn(model, group, id))
        .map((id) => `${id} ${manages(model, group, id) ? 'manager' : 'member'}`)
        .sort(),
      'people of a linked channel',
    );
  }
}

async function clean(): Promise<void> {
  const { id } = h.acme.tenant;
  for (const statement of [
    'update tenant.channels set group_id = null where tenant_id = $1',
    'delete from tenant.group_members where tenant_id = $1',
    'delete from tenant.groups where tenant_id = $1',
    `update tenant.principals set conferred = '{}' where tenant_id = $1`,
  ])
    await h.admin.query(statement, [id]);
  channels = [];
  for (let index = 0; index < 2; index += 1) {
    names += 1;
    const { channel } = await h.succeed<{ channel: { id: string } }>(h.acme, 'owner', 'channels.create', {
      ...{ name: `random-${names}`, kind: 'public' },
    });
    channels.push(channel.id);
  }
}

const newModel = (): Model => ({
  ...{ parents: new Map(), confers: new Map(), revisions: new Map(), rows: new Map(), links: new Map() },
});

const long = process.env['WARDROOM_SOAK'] === '1';

test('membership, roles and linked channels are those of the reference after every sequence', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      await clean();
      const model = newModel();
      for (const step of sequence) {
        await apply(model, step);
        await compare(model);
      }
    }),
    { numRuns: long ? 200 : 20, seed: 5, endOnFailure: true },
  );
});

test('what two sources do to a group ends in the same in whatever order they come', async () => {
  const change = fc.record({
    source: fc.constantFrom('manual' as const, ...sources),
    add: fc.boolean(),
    who: fc.constantFrom<Who>('member', 'member2', 'viewer'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 3, maxLength: 12 }), number, async (changes, mix) => {
      // Within one source order counts; between sources it must not.
      const queues = ['manual', ...sources].map((source) => changes.filter((one) => one.source === source));
      const merged = [...changes];
      const shuffled: typeof changes = [];
      for (let turn = mix; queues.some((queue) => queue.length > 0); turn += 7) {
        const next = queues[turn % queues.length]?.shift();
        if (next !== undefined) shuffled.push(next);
        else turn -= 6;
      }
      assert.deepEqual(await outcomeOf(merged), await outcomeOf(shuffled));
    }),
    { numRuns: long ? 100 : 8, seed: 6, endOnFailure: true },
  );
});

async function outcomeOf(
  changes: readonly { readonly source: string; readonly add: boolean; readonly who: Who }[],
): Promise<string[]> {
  await clean();
  const model = newModel();
  await create(model, undefined, 0);
  const [groupId = ''] = model.parents.keys();
  await ask('groups.setRoles', { groupId, revision: 1, roles: ['developer'] });
  await ask('groups.linkChannel', { groupId, channelId: channels[0] });
  for (const { source, add, who } of changes) {
    const principalIds = [idOf(who)];
    if (source === 'manual')
      await ask(add ? 'groups.addMembers' : 'groups.removeMembers', { groupId, principalIds });
    else {
      const ids = principalIds.map(uuidOf);
      const named = { groupId: uuidOf(groupId), source: source as 'oidc' | 'scim' };
      await byDirectory({ ...named, add: add ? ids : [], remove: add ? [] : ids });
    }
  }
  const { rows } = await h.admin.query<{ line: string }>(
    `select format('%s %s %s', m.principal_id, m.source, m.role) as line from tenant.group_members m where m.tenant_id = $1
      union all select format('%s %s', x.principal_id, x.role) from tenant.channel_members x where x.channel_id = $2
      union all select format('%s %s', p.principal_id, p.conferred) from tenant.principals p where p.tenant_id = $1`,
    [h.acme.tenant.id, uuidOf(channels[0] ?? '')],
  );
  return rows.map(({ line }) => line).sort();
}
