import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import {
  type AuditEntryView,
  encodeId,
  type Operations,
  type OutputOf,
  type RoleView,
  uuidOf,
} from '@wardroom/contract';
import type { Outcome } from '../../kernel/execute.ts';
import { steppedSequencer } from '../../testing/audit/sequencer.ts';
import type { Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { codeOf, outputOf } from '../../testing/identity.ts';
import { rolesIn } from '../../testing/roles.ts';

type Listed = OutputOf<Operations['audit.list']>;
type Tail = OutputOf<Operations['audit.tail']>;
type Facets = OutputOf<Operations['audit.facets']>;
type Histogram = OutputOf<Operations['audit.histogram']>;
type Trace = OutputOf<Operations['tokens.trace']>;

const readers = { security: 'member', compliance: 'member2' } as const satisfies Record<string, Who>;
const hourMs = 3_600_000;
const migration = new URL('../../../migrations/0029_audit_stores.sql', import.meta.url);

describe('each store of the audit log is a right of its own (AUD-02)', () => {
  let h: Harness;
  let roles: ReturnType<typeof rolesIn>;
  let all: AuditEntryView[];
  let key: string;

  before(async () => {
    h = await createHarness();
    roles = rolesIn(h);
    for (const [store, who] of Object.entries(readers)) {
      const { role } = await roles.created('owner', [`audit.view_${store}`]);
      await h.succeed(h.acme, 'owner', 'roles.assign', { principalId: h.acme.principals[who].id, role });
    }
    const { role } = await roles.created('owner', ['audit.view']);
    await h.succeed(h.acme, 'owner', 'roles.assign', { principalId: h.acme.principals.viewer.id, role });
    await h.succeed(h.acme, 'owner', 'channels.create', { name: 'of-compliance', kind: 'public' });
    await h.call(h.acme, 'guest', 'principals.suspend', { principalId: h.acme.principals.bot.id });
    const { drain, sequencer, faults } = steppedSequencer(h);
    await drain();
    await sequencer.stop();
    assert.deepEqual(faults, []);
    // These wait for their place.
    await h.succeed(h.acme, 'owner', 'channels.create', { name: 'of-compliance-too', kind: 'public' });
    await h.call(h.acme, 'guest', 'principals.suspend', { principalId: h.acme.principals.bot.id });
    all = (await list('auditor', { limit: 200 })).entries;
    key = encodeId('credential', h.acme.principals.bot.identity.id);
  });
  after(() => h.close());

  const list = async (who: Who, input: object = {}) =>
    outputOf<Listed>(await h.call(h.acme, who, 'audit.list', input));
  const span = () => ({ from: Date.now() - hourMs, to: Date.now() + hourMs });
  const isIn =
    (store: string) =>
    (entry: Pick<AuditEntryView, 'store'>): boolean =>
      entry.store === 'both' || entry.store === store;
  const mine = ({ type }: { type: string }) => type !== 'audit.viewed';

  it('lists, pages and follows show exactly what is in the store that one reads, sealed or waiting', async () => {
    for (const [store, who] of Object.entries(readers)) {
      const wanted = all.filter(isIn(store)).filter(mine);
      assert.ok(wanted.some(({ index }) => index === null) && wanted.some(({ index }) => index !== null));
      assert.ok(wanted.length < all.filter(mine).length);
      const { entries, stores } = await list(who, { limit: 200, to: span().to });
      assert.deepEqual([entries.filter(mine), stores], [wanted, [store]]);
      const pages: AuditEntryView[] = [];
      for (let before: string | null | undefined; before !== null; ) {
        const page = await list(who, { limit: 3, ...(before === undefined ? {} : { before }) });
        pages.push(...page.entries);
        before = page.next;
      }
      assert.deepEqual(pages.filter(mine), wanted);
      const tail = outputOf<Tail>(await h.call(h.acme, who, 'audit.tail', { after: 0, limit: 200 }));
      const sealed = wanted.filter(({ index }) => index !== null).toReversed();
      assert.deepEqual([tail.entries.filter(mine), tail.stores], [sealed, [store]]);
    }
  });

  it('the label that an entry got when it was made decides, whatever its type is today', async () => {
    const changed = all.find(({ store, index }) => store === 'security' && index === null);
    assert.ok(changed);
    const seen = async (who: Who) =>
      (await list(who, { limit: 200 })).entries.some(({ id }) => id === changed.id);
    const relabel = (store: string) =>
      h.admin.query(
        `begin; set local session_replication_role = replica;
         update tenant.audit_outbox set store = '${store}' where entry_id = '${uuidOf(changed.id)}'; commit`,
      );
    assert.equal(await seen(readers.security), true);
    await relabel('compliance');
    assert.equal(await seen(readers.security), false);
    await relabel('security');
  });

  it('counts are of that store alone', async () => {
    for (const [store, who] of Object.entries(readers)) {
      const counted = outputOf<Facets>(await h.call(h.acme, who, 'audit.facets', span()));
      const whole = outputOf<Facets>(await h.call(h.acme, 'auditor', 'audit.facets', span()));
      const types = new Set(all.filter(isIn(store)).map(({ type }) => type));
      assert.deepEqual(
        counted.types.filter(mine),
        whole.types.filter(({ type }) => types.has(type)).filter(mine),
      );
      assert.ok(counted.total < whole.total);
      const bars = async (by: Who) => {
        const { buckets } = outputOf<Histogram>(await h.call(h.acme, by, 'audit.histogram', span()));
        return buckets.reduce((sum, { success, failure, blocked }) => sum + success + failure + blocked, 0);
      };
      assert.ok((await bars(who)) < (await bars('auditor')));
    }
  });

  it('an entry of the other store is as one that is not there: itself, its proof, and as a place in a list', async () => {
    const made = encodeId('auditEntry', '01890000-0000-7000-8000-000000000000' as never);
    for (const [store, who] of Object.entries(readers)) {
      for (const isSealed of [true, false]) {
        const other = all.find((entry) => !isIn(store)(entry) && (entry.index !== null) === isSealed);
        const own = all.find((entry) => isIn(store)(entry) && (entry.index !== null) === isSealed);
        assert.ok(other && own, `${store} ${isSealed}`);
        for (const name of ['audit.get', 'audit.proof'] as const) {
          const refused: Outcome = await h.call(h.acme, who, name, { entryId: other.id });
          const absent: Outcome = await h.call(h.acme, who, name, { entryId: made });
          assert.equal(codeOf(refused), 'not_found');
          assert.deepEqual(refused.answer, absent.answer);
        }
        assert.equal(codeOf(await h.call(h.acme, who, 'audit.get', { entryId: own.id })), 'ok');
        assert.deepEqual((await list(who, { before: other.id })).entries, []);
        assert.ok((await list('auditor', { before: other.id })).entries.length > 0);
      }
    }
  });

  it('asking for the other store is refused, not answered with nothing', async () => {
    for (const [store, who] of Object.entries(readers)) {
      const other = store === 'security' ? 'compliance' : 'security';
      assert.equal(codeOf(await h.call(h.acme, who, 'audit.list', { store })), 'ok');
      for (const name of ['audit.list', 'audit.tail', 'audit.facets', 'audit.histogram'] as const)
        assert.equal(codeOf(await h.call(h.acme, who, name, { ...span(), store: other })), 'forbidden', name);
    }
  });

  it('who opens neither store reads no entry, and still sees that the log is signed', async () => {
    const [entry] = all;
    assert.ok(entry);
    for (const name of ['audit.list', 'audit.tail'] as const)
      assert.equal(codeOf(await h.call(h.acme, 'viewer', name, {})), 'forbidden');
    for (const name of ['audit.facets', 'audit.histogram'] as const)
      assert.equal(codeOf(await h.call(h.acme, 'viewer', name, span())), 'forbidden');
    for (const name of ['audit.get', 'audit.proof'] as const)
      assert.equal(codeOf(await h.call(h.acme, 'viewer', name, { entryId: entry.id })), 'forbidden');
    for (const name of ['audit.checkpoint', 'audit.settings.get', 'audit.sinks.list', 'audit.views'] as const)
      assert.equal(codeOf(await h.call(h.acme, 'viewer', name, {})), 'ok', name);
  });

  it('filters by what an entry names stay inside the store, too', async () => {
    for (const [store, who] of Object.entries(readers))
      for (const filter of [
        { credential: key },
        { actor: h.acme.principals.owner.id },
        { resource: h.acme.principals.bot.id },
      ]) {
        const { entries } = await list(who, { ...filter, limit: 200 });
        const wanted = (await list('auditor', { ...filter, limit: 200 })).entries.filter(isIn(store));
        assert.deepEqual(entries.filter(mine), wanted.filter(mine));
      }
  });

  it('what carries the whole log needs both: an export and a feed', async () => {
    const brought = outputOf<{ permissions: string[] }>(
      await roles.preview('owner', { chosen: ['audit.export', 'audit.manage'] }),
    ).permissions;
    assert.ok(brought.includes('audit.view_security') && brought.includes('audit.view_compliance'));
    // A role of an older release could hold one without the other.
    await h.admin.query(
      `update tenant.roles set permissions = permissions || array['audit.export', 'audit.manage'] where 'audit.view' = any (permissions)`,
    );
    await h.admin.query('update tenant.heads set roles_version = roles_version + 1');
    const destination = { kind: 'file' };
    for (const who of [...Object.values(readers), 'viewer'] as const) {
      assert.equal(codeOf(await h.call(h.acme, who, 'audit.exports.begin', {})), 'forbidden', who);
      const feed = { name: 'Everything', destination };
      assert.equal(codeOf(await h.call(h.acme, who, 'audit.sinks.create', feed)), 'forbidden', who);
    }
    assert.notEqual(
      codeOf(await h.call(h.acme, 'owner', 'audit.sinks.create', { name: 'x', destination })),
      'forbidden',
    );
  });

  it('what a token did is for those who read the security store, and of the stores they read', async () => {
    const { token } = await h.succeed<{ token: { id: string } }>(h.acme, 'owner', 'tokens.issue', {
      scopes: ['audit:read'],
    });
    const trace = (who: Who) => h.call(h.acme, who, 'tokens.trace', { tokenId: token.id });
    assert.ok(outputOf<Trace>(await trace(readers.security)).entries.every(isIn('security')));
    assert.equal(codeOf(await trace(readers.compliance)), 'forbidden');
    assert.equal(codeOf(await trace('auditor')), 'ok');
  });

  it('a role of an older release that opened the log opens both stores, and one that did not opens neither', async () => {
    const [opened, exporting, other] = [
      await roles.created('owner', ['audit.view']),
      await roles.created('owner', ['audit.export']),
      await roles.created('owner', ['people.read']),
    ];
    // As they were saved before there was a right for each store.
    await h.admin.query(
      `update tenant.roles set permissions = array(select p from unnest(permissions) p where p not like 'audit.view\\__%')`,
    );
    await h.admin.query(await readFile(migration, 'utf8'));
    const after = async (role: RoleView) => (await roles.found(role))?.permissions ?? [];
    for (const role of [opened, exporting])
      for (const store of ['security', 'compliance'] as const)
        assert.ok((await after(role)).includes(`audit.view_${store}`));
    assert.deepEqual((await roles.found(opened))?.chosen.toSorted(), [
      ...['audit.view', 'audit.view_compliance', 'audit.view_security'],
    ]);
    assert.deepEqual((await roles.found(exporting))?.chosen, ['audit.export']);
    assert.ok(!(await after(other)).some((permission) => permission.startsWith('audit.')));
    await h.succeed(h.acme, 'owner', 'roles.assign', {
      principalId: h.acme.principals.member2.id,
      role: opened.role,
    });
    assert.deepEqual((await list('member2')).stores, ['security', 'compliance']);
  });
});
