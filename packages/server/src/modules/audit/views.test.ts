import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AuditView, Operations, OutputOf } from '@wardroom/contract';
import {
  codeOf,
  createIdentityHarness,
  dump,
  type IdentityHarness,
  outputOf,
} from '../../testing/identity.ts';
import { mostOwn } from './views.ts';

type Views = OutputOf<Operations['audit.views']>;

describe('saved views of the audit log', () => {
  let h: IdentityHarness;
  before(async () => {
    h = await createIdentityHarness();
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const save = async (who: 'owner' | 'auditor', input: object): Promise<AuditView> =>
    outputOf<{ view: AuditView }>(await h.call(h.acme, who, 'audit.saveView', input)).view;
  const views = async (who: 'owner' | 'auditor') =>
    outputOf<Views>(await h.call(h.acme, who, 'audit.views', {})).views;
  const remove = (who: 'owner' | 'auditor', viewId: string) =>
    h.call(h.acme, who, 'audit.removeView', { viewId });

  it('what is not shared is seen by who saved it, and what is shared by every reader; neither is stored in the clear', async () => {
    const filters = { outcome: 'blocked', actor: h.acme.principals.member.id, spanMs: 86_400_000 } as const;
    const own = await save('auditor', { name: 'Mine alone', filters });
    const shared = await save('auditor', { name: 'For all of us', filters: {}, isShared: true });
    assert.deepEqual([own.filters, own.isOwn, own.isShared], [filters, true, false]);
    assert.deepEqual(await views('auditor'), [own, shared]);
    assert.deepEqual(await views('owner'), [{ ...shared, isOwn: false }]);
    assert.ok(!(await dump(h)).includes('Mine alone'));
    for (const who of ['member', 'admin'] as const)
      assert.equal(codeOf(await h.call(h.acme, who, 'audit.views', {})), 'forbidden');
    assert.deepEqual(outputOf<Views>(await h.call(h.globex, 'auditor', 'audit.views', {})).views, []);
  });

  it('is changed and removed by who saved it only, and both are on record', async () => {
    const [mine] = await views('auditor');
    assert.ok(mine);
    const changed = { viewId: mine.id, name: 'Mine still', filters: {}, isShared: true };
    assert.equal(codeOf(await h.call(h.acme, 'owner', 'audit.saveView', changed)), 'not_found');
    assert.equal(codeOf(await remove('owner', mine.id)), 'not_found');
    assert.deepEqual((await save('auditor', changed)).id, mine.id);
    assert.equal((await views('owner')).find(({ id }) => id === mine.id)?.name, 'Mine still');
    assert.equal(codeOf(await remove('auditor', mine.id)), 'ok');
    assert.equal(codeOf(await remove('auditor', mine.id)), 'not_found');
    const { rows } = await h.admin.query<{ type: string; n: number }>(
      `select type, count(*)::int as n from tenant.audit_outbox where type like 'audit.view\\_%' group by 1 order by 1`,
    );
    assert.deepEqual(rows, [
      { type: 'audit.view_removed', n: 1 },
      { type: 'audit.view_saved', n: 3 },
    ]);
  });

  it('nobody saves more than there is room for', async () => {
    for (let n = (await views('owner')).filter(({ isOwn }) => isOwn).length; n < mostOwn; n += 1)
      await save('owner', { name: `View ${n}`, filters: {} });
    const one = { name: 'One too many', filters: {} };
    assert.equal(codeOf(await h.call(h.acme, 'owner', 'audit.saveView', one)), 'limit_reached');
    const [first] = await views('owner');
    assert.equal(
      codeOf(await h.call(h.acme, 'owner', 'audit.saveView', { ...one, viewId: first?.id })),
      'ok',
    );
  });
});
