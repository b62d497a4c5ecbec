/** A role that ten thousand people hold is previewed and saved at once: work is done by combination of roles. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decodeId, type RoleView } from '@wardroom/contract';
import { codeOf, createIdentityHarness, type IdentityHarness, outputOf } from '../../testing/identity.ts';

let h: IdentityHarness;
before(async () => {
  h = await createIdentityHarness();
});
after(async () => {
  await h.close();
  assert.deepEqual(h.bugs, []);
});

const people = 10_000;

interface Answer {
  readonly role: RoleView;
  readonly changes: readonly { readonly gains: string[]; readonly loses: string[] }[];
  readonly gaining: number;
  readonly losing: number;
}

test('ten thousand holders in four combinations are counted at once, a hundred of them named', async (context) => {
  const create = async (chosen: readonly string[]) =>
    outputOf<Answer>(await h.call(h.acme, 'owner', 'roles.create', { name: chosen.join(), chosen })).role;
  const role = await create(['message.write']);
  const other = await create(['message.react']);
  const [id, otherId] = [role, other].map((one) => decodeId('role', one.role));
  await h.admin.query(
    `insert into tenant.principals (tenant_id, principal_id, kind, status, role, custom_role_id, conferred, handle_lookup, sealed, created_at, updated_at)
     select $1, gen_random_uuid(), 'person', 'active', case when g % 4 < 3 then 'custom' else 'guest' end,
            case when g % 4 < 3 then $2::uuid end,
            case g % 4 when 1 then array['viewer'] when 2 then array[$3] when 3 then array[$2::text] else '{}' end,
            sha256(convert_to('crowd' || g, 'UTF8')), '\\x00', now(), now()
       from generate_series(1, $4::int) g`,
    [h.acme.tenant.id, id, otherId, people],
  );
  await h.admin.query('analyze tenant.principals');
  const chosen = ['message.react', 'message.export'];
  const took = async (ask: () => Promise<Answer>) => {
    await ask();
    const began = performance.now();
    const answer = await ask();
    const ms = performance.now() - began;
    return { answer, ms };
  };
  const preview = await took(async () =>
    outputOf<Answer>(await h.call(h.acme, 'owner', 'roles.preview', { roleId: role.role, chosen })),
  );
  assert.deepEqual(
    [preview.answer.gaining, preview.answer.losing, preview.answer.changes.length],
    [people, 7_500, 100],
  );
  let revision = 1;
  const update = await took(async () => {
    const saved = outputOf<Answer>(
      await h.call(h.acme, 'owner', 'roles.update', {
        ...{ roleId: role.role, revision, chosen: revision === 1 ? ['message.pin'] : chosen },
      }),
    );
    revision = saved.role.revision;
    return saved;
  });
  assert.equal(update.answer.role.people, 7_500);
  const list = await took(async () => outputOf<Answer>(await h.call(h.acme, 'member', 'roles.list', {})));
  const refused = await h.call(h.acme, 'owner', 'roles.delete', { roleId: role.role, revision });
  assert.equal(codeOf(refused), 'conflict');
  context.diagnostic(
    `preview ${preview.ms.toFixed(1)} ms, update ${update.ms.toFixed(1)} ms, list ${list.ms.toFixed(1)} ms`,
  );
});
