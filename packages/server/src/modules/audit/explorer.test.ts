import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type AuditEntryView,
  auditTypes,
  encodeId,
  type Operations,
  type OutputOf,
} from '@wardroom/contract';
import { hex, leafHash } from '@wardroom/seal';
import { sha256 } from '@wardroom/seal/node';
import { steppedSequencer } from '../../testing/audit/sequencer.ts';
import { codeOf, createIdentityHarness, type IdentityHarness, outputOf } from '../../testing/identity.ts';

type Listed = OutputOf<Operations['audit.list']>;
type Tail = OutputOf<Operations['audit.tail']>;
type Histogram = OutputOf<Operations['audit.histogram']>;
type Facets = OutputOf<Operations['audit.facets']>;
type Whole = OutputOf<Operations['audit.get']>;

const hourMs = 3_600_000;

describe('reading the audit log', () => {
  let h: IdentityHarness;
  let start: number;
  /** Everything before the reads of this file. */
  let all: AuditEntryView[];

  before(async () => {
    h = await createIdentityHarness();
    start = h.clock.now();
    for (let n = 0; n < 4; n += 1) await h.hire(h.acme, `somebody${n}`);
    await h.hire(h.globex, 'somebody');
    for (const who of ['member', 'guest'] as const)
      await h.call(h.acme, who, 'principals.suspend', { principalId: h.acme.principals.bot.id });
    await h.call(h.acme, 'owner', 'roles.assign', {
      principalId: h.acme.principals.viewer.id,
      role: 'member',
    });
    await h.succeed(h.acme, 'owner', 'channels.create', { name: 'of-compliance', kind: 'public' });
    await seal();
    for (const who of ['member', 'bot'] as const) await h.call(h.acme, who, 'audit.list', {});
    all = (await list({ limit: 200, to: h.clock.now() + 1 })).entries.filter(
      ({ type }) => type !== 'audit.viewed',
    );
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const seal = async () => {
    const { drain, sequencer, faults } = steppedSequencer(h);
    await drain();
    assert.deepEqual(faults, []);
    await sequencer.stop();
  };
  const list = async (input: Record<string, unknown> = {}) =>
    outputOf<Listed>(await h.call(h.acme, 'auditor', 'audit.list', input));
  const call = async <T>(operation: string, input: Record<string, unknown> = {}) =>
    outputOf<T>(await h.call(h.acme, 'auditor', operation as 'audit.list', input));
  const span = () => ({ from: start - hourMs, to: h.clock.now() + hourMs });

  /** What a filter asks for, said again over the whole list. */
  const says: Readonly<Record<string, (entry: AuditEntryView, value: unknown) => boolean>> = {
    actor: ({ actorId }, value) => actorId === value,
    subject: ({ subjectId }, value) => subjectId === value,
    resource: ({ resourceId }, value) => resourceId === value,
    credential: ({ credentialId }, value) => credentialId === value,
    request: ({ requestId }, value) => requestId === value,
    actorType: ({ actorType }, value) => actorType === value,
    action: ({ action }, value) => action === value,
    outcome: ({ outcome }, value) => outcome === value,
    type: ({ type }, value) => type === value,
    severity: ({ type }, value) => auditTypes[type as 'audit.viewed'].severity === value,
    store: ({ store }, value) => store === 'both' || store === value,
    from: ({ at }, value) => at >= Number(value),
    to: ({ at }, value) => at < Number(value),
  };

  const someFilters = (): Record<string, unknown> => {
    const [newest] = all;
    const about = all.find(({ type }) => type === 'principal.created');
    const assigned = all.find(({ type }) => type === 'role.assigned');
    assert.ok(newest && about && assigned);
    return {
      actor: about.actorId,
      subject: about.subjectId ?? assigned.subjectId,
      resource: about.resourceId,
      credential: about.credentialId,
      request: about.requestId,
      actorType: 'bot',
      action: 'principals.suspend',
      outcome: 'blocked',
      type: 'principal.created',
      severity: auditTypes['principal.created'].severity,
      store: 'security',
      from: about.at,
      to: newest.at,
    };
  };

  it('any two filters give exactly the entries that both fit, sealed or waiting', async () => {
    const filters = Object.entries(someFilters()).filter(
      ([, value]) => value !== null && value !== undefined,
    );
    assert.ok(filters.length >= 12);
    assert.ok(all.some(({ index }) => index === null) && all.some(({ index }) => index !== null));
    let found = 0;
    for (const [one, value] of filters)
      for (const [other, another] of filters) {
        const { entries } = await list({ limit: 200, [one]: value, [other]: another });
        const wanted = all.filter((entry) => says[one]?.(entry, value) && says[other]?.(entry, another));
        const ids = entries.filter(({ type }) => type !== 'audit.viewed').map(({ id }) => id);
        assert.deepEqual(
          ids,
          wanted.map(({ id }) => id),
          `${one} and ${other}`,
        );
        found += wanted.length;
      }
    assert.ok(found > 100);
  });

  it('each filter leaves something out and something in', async () => {
    for (const [name, value] of Object.entries(someFilters())) {
      if (value === null || value === undefined) continue;
      const fitting = all.filter((entry) => says[name]?.(entry, value)).length;
      assert.ok(fitting > 0 && fitting < all.length, `${name}: ${fitting} of ${all.length}`);
    }
  });

  it('pages go back as they came', async () => {
    const filters = { type: 'request.refused' };
    const whole = (await list({ ...filters, limit: 200 })).entries;
    assert.ok(whole.length >= 4);
    const down = await list({ ...filters, limit: 2, before: whole[0]?.id });
    assert.deepEqual(down.entries, whole.slice(1, 3));
    const up = await list({ ...filters, limit: 2, after: whole[3]?.id });
    assert.deepEqual(up.entries, whole.slice(1, 3));
    assert.equal(up.next, whole[1]?.id);
    const last = await list({ ...filters, limit: 2, after: whole[1]?.id });
    assert.deepEqual([last.entries, last.next], [whole.slice(0, 1), null]);
    const between = await list({ ...filters, before: whole[0]?.id, after: whole[3]?.id });
    assert.deepEqual([between.entries, between.next], [whole.slice(1, 3), null]);
  });

  it('counts by the hour are the entries of the log, and the histogram adds what waits', async () => {
    const { rows } = await h.admin.query<{ fault: string }>(
      `select coalesce(r.type, l.type) as fault
         from (select tenant_id, date_bin('1 hour', at, '1970-01-01T00:00:00Z') as hour, type, action, outcome, actor_type,
                      count(*) as entries from tenant.audit_log group by 1, 2, 3, 4, 5, 6) l
         full join tenant.audit_rollups r using (tenant_id, hour, type, action, outcome, actor_type)
        where r.entries is distinct from l.entries`,
    );
    assert.deepEqual(rows, []);
    for (const step of ['minute', 'hour', 'day'] as const)
      for (const filters of [
        {},
        { outcome: 'blocked' },
        { type: 'principal.created' },
        { actor: h.acme.principals.owner.id },
      ]) {
        const before = await list({ ...filters, limit: 200 });
        const { buckets, isExact } = await call<Histogram>('audit.histogram', {
          ...filters,
          ...span(),
          step,
        });
        const sum = buckets.reduce((n, { success, failure, blocked }) => n + success + failure + blocked, 0);
        // That list is in the log by now, and in no list before it.
        const itself = Object.keys(filters).length === 0 ? 1 : 0;
        assert.deepEqual(
          [isExact, sum],
          [true, before.entries.length + itself],
          `${step} ${JSON.stringify(filters)}`,
        );
      }
  });

  it('facets are the sums of the log', async () => {
    const { entries } = await list({ outcome: 'blocked', limit: 200 });
    const facets = await call<Facets>('audit.facets', { outcome: 'blocked', ...span() });
    assert.equal(facets.total, entries.length);
    assert.deepEqual(facets.outcomes, [{ outcome: 'blocked', count: entries.length }]);
    for (const { actorType, count } of facets.actorTypes)
      assert.equal(entries.filter((entry) => entry.actorType === actorType).length, count);
    assert.equal(
      facets.types.reduce((sum, { count }) => sum + count, 0),
      entries.length,
    );
    const named = await call<Facets>('audit.facets', { actor: h.acme.principals.member.id, ...span() });
    assert.equal(named.total, all.filter(({ actorId }) => actorId === h.acme.principals.member.id).length);
    assert.equal(named.isExact, true);
  });

  it('an entry comes with the bytes that were hashed, its change, and what was erased', async () => {
    const assigned = all.find(({ type }) => type === 'role.assigned');
    const whole = await call<Whole>('audit.get', { entryId: assigned?.id });
    assert.deepEqual(whole.entry, assigned);
    assert.deepEqual(whole.change, { before: 'viewer', after: 'member' });
    assert.equal(hex(leafHash(sha256, Buffer.from(whole.raw ?? ''))), whole.leafHash);
    assert.ok((whole.sequencedAt ?? 0) >= (assigned?.at ?? 0));
    assert.deepEqual(
      whole.personal.map(({ field, isErased }) => [field, isErased]),
      [['address', false]],
    );
    assert.deepEqual([whole.family, whole.severity], ['authorisation', auditTypes['role.assigned'].severity]);
    const waiting = all.find(({ index }) => index === null);
    const unsealed = await call<Whole>('audit.get', { entryId: waiting?.id });
    assert.deepEqual([unsealed.raw, unsealed.leafHash, unsealed.sequencedAt], [null, null, null]);
    await h.admin.query('delete from tenant.audit_openings where tenant_id = $1', [h.acme.tenant.id]);
    const erased = await call<Whole>('audit.get', { entryId: assigned?.id });
    assert.deepEqual(
      [erased.entry.address, erased.personal[0]?.isErased, erased.raw],
      [null, true, whole.raw],
    );
    const foreign = await h.admin.query<{ entry_id: string }>(
      'select entry_id from tenant.audit_log where tenant_id = $1 limit 1',
      [h.globex.tenant.id],
    );
    const entryId = encodeId('auditEntry', foreign.rows[0]?.entry_id ?? '');
    assert.equal(codeOf(await h.call(h.acme, 'auditor', 'audit.get', { entryId })), 'not_found');
  });

  it('the tail misses nothing and repeats nothing, and following is on record once in five minutes', async () => {
    await seal();
    const reads = async () => {
      const { rows } = await h.admin.query<{ n: number }>(
        `select (select count(*) from tenant.audit_outbox where action = 'audit.tail')::int
              + (select count(*) from tenant.audit_log where action = 'audit.tail')::int as n`,
      );
      return rows[0]?.n ?? 0;
    };
    const followed: AuditEntryView[] = [];
    let { next } = await call<Tail>('audit.tail', {});
    const from = next;
    assert.equal(await reads(), 1);
    for (let round = 0; round < 6; round += 1) {
      for (const half of ['a', 'b', 'c']) await h.hire(h.acme, `followed${round}${half}`);
      await seal();
      for (let isCaughtUp = false; !isCaughtUp; ) {
        const tail = await call<Tail>('audit.tail', { after: next, type: 'principal.created', limit: 1 });
        followed.push(...tail.entries);
        ({ next, isCaughtUp } = tail);
      }
    }
    assert.equal(followed.length, 18);
    assert.equal(await reads(), 1);
    const { rows } = await h.admin.query<{ index: number }>(
      `select index::int from tenant.audit_log where tenant_id = $1 and type = 'principal.created' and index >= $2 order by index`,
      [h.acme.tenant.id, from],
    );
    assert.deepEqual(
      followed.map(({ index }) => index),
      rows.map(({ index }) => index),
    );
    await h.call(h.acme, 'owner', 'audit.tail', {});
    assert.equal(await reads(), 2);
    h.clock.advance(300_001);
    await call<Tail>('audit.tail', { after: next });
    assert.equal(await reads(), 3);
  });

  it('a search that finds nothing among very many stops at its bound, says so, and goes on from there', async () => {
    const { owner, member } = h.globex.principals;
    const { rows } = await h.admin.query<{ size: number }>(
      'select coalesce(max(index), -1)::int + 1 as size from tenant.audit_log where tenant_id = $1',
      [h.globex.tenant.id],
    );
    // Of two who never meet: one acts in the first channel, the other in the second, 24,000 times each.
    await h.admin.query(
      `insert into tenant.audit_log (tenant_id, index, entry_id, at, sequenced_at, type, store, outcome, actor_type, actor_id,
         action, resource_kind, resource_id, request_id, count, sealed, leaf_hash)
       select $1, $2::int + g, uuidv7(), now(), now(), 'message.pinned', 'compliance', 'success', 'person',
              case g % 2 when 0 then $3::uuid else $4::uuid end, 'pins.add', 'Channel',
              case g % 2 when 0 then $5::uuid else $6::uuid end, uuidv7(), 1, '\\x00', sha256('x')
         from generate_series(1, 48000) g`,
      [
        ...[h.globex.tenant.id, rows[0]?.size, owner.uuid, member.uuid],
        ...[h.globex.general.uuid, h.globex.secret.uuid],
      ],
    );
    await h.admin.query(
      `insert into tenant.audit_classes values ($1, 'message.pinned', 'pins.add', 'success', 'person')`,
      [h.globex.tenant.id],
    );
    const filters = { actor: owner.id, resource: h.globex.secret.id };
    const search = async (before?: string) =>
      outputOf<Listed>(
        await h.call(h.globex, 'auditor', 'audit.list', { ...filters, ...(before ? { before } : {}) }),
      );
    const first = await search();
    assert.deepEqual([first.entries, first.isComplete], [[], false]);
    const second = await search(first.next ?? '');
    assert.deepEqual([second.entries, second.next, second.isComplete], [[], null, true]);
    const counted = outputOf<Histogram>(
      await h.call(h.globex, 'auditor', 'audit.histogram', { actor: owner.id, ...span() }),
    );
    const sum = counted.buckets.reduce((n, { success }) => n + success, 0);
    assert.deepEqual([counted.isExact, sum <= 20_000 && sum > 19_000], [false, true]);
    assert.ok(counted.countedFrom > span().from);
  });
});
