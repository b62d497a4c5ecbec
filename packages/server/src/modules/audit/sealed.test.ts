import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type AuditEntryView, encodeId } from '@wardroom/contract';
import { requireWhole } from '../../testing/audit/sealed-log.ts';
import { steppedSequencer } from '../../testing/audit/sequencer.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { createIdentityHarness, type IdentityHarness, outputOf } from '../../testing/identity.ts';

interface Listed {
  readonly entries: AuditEntryView[];
  readonly next: string | null;
}

const withoutIndex = ({ entries }: Listed) => entries.map(({ index: _, ...entry }) => entry);

describe('the sealed audit log', () => {
  let h: IdentityHarness;
  before(async () => {
    h = await createIdentityHarness();
    for (let n = 0; n < 6; n += 1) await h.hire(h.acme, `somebody${n}`);
    await h.hire(h.globex, 'somebody');
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const list = async (input: Record<string, unknown> = {}) =>
    outputOf<Listed>(await h.call(h.acme, 'auditor', 'audit.list', input));
  const seal = async () => {
    const { drain, sequencer, faults } = steppedSequencer(h);
    await drain();
    assert.deepEqual(faults, []);
    await sequencer.stop();
  };

  it('an entry reads the same before and after it got its place', async () => {
    const waiting = await list({ type: 'principal.created' });
    assert.ok(waiting.entries.every(({ index }) => index === null));
    await seal();
    const sealed = await list({ type: 'principal.created' });
    assert.deepEqual(withoutIndex(sealed), withoutIndex(waiting));
    assert.ok(sealed.entries.every(({ index }) => index !== null));
    assert.ok(sealed.entries.some(({ address }) => address === '127.0.0.1'));
    await requireWhole(h, h.acme);
  });

  it('pages join over what is sealed and what waits; foreign positions give nothing', async () => {
    await h.hire(h.acme, 'somebody-later');
    const type = 'principal.created';
    const whole = await list({ type, limit: 200 });
    assert.equal(whole.entries[0]?.index, null);
    assert.equal(typeof whole.entries[1]?.index, 'number');
    const pages: AuditEntryView[] = [];
    for (let before: string | null | undefined; before !== null; ) {
      const page: Listed = await list({ type, limit: 2, ...(before === undefined ? {} : { before }) });
      pages.push(...page.entries);
      before = page.next;
    }
    assert.deepEqual(pages, whole.entries);
    const { rows } = await h.admin.query<{ entry_id: string }>(
      'select entry_id from tenant.audit_log where tenant_id = $1 limit 1',
      [h.globex.tenant.id],
    );
    const before = encodeId('auditEntry', rows[0]?.entry_id ?? '');
    assert.deepEqual(await list({ before }), {
      ...{ entries: [], next: null, isComplete: true },
      stores: ['security', 'compliance'],
    });
  });

  it('what was erased is no longer shown', async () => {
    await seal();
    await h.admin.query('delete from tenant.audit_openings where tenant_id = $1', [h.acme.tenant.id]);
    const { entries } = await list({ type: 'principal.created' });
    assert.ok(entries.length > 5);
    assert.ok(entries.every(({ address }) => address === null));
    await requireWhole(h, h.acme);
  });
});

describe('the trace of a token', () => {
  let h: Harness;
  before(async () => {
    h = await createHarness();
  });
  after(() => h.close());

  it('finds what the token did, sealed or waiting, and only that', async () => {
    const { token, accessToken } = await h.succeed<{ token: { id: string }; accessToken: string }>(
      ...([h.acme, 'owner', 'tokens.issue', { scopes: ['people:read'] }] as const),
    );
    const credential = { kind: 'token', secret: accessToken } as const;
    await h.call(h.acme, credential, 'channels.create', { name: 'not-allowed', kind: 'public' });
    const trace = () => h.succeed<Listed>(h.acme, 'owner', 'tokens.trace', { tokenId: token.id });
    const waiting = await trace();
    assert.ok(waiting.entries.length > 0);
    assert.ok(waiting.entries.every(({ credentialId }) => credentialId === token.id));
    const { drain, sequencer } = steppedSequencer(h);
    await drain();
    await sequencer.stop();
    assert.deepEqual(withoutIndex(await trace()), withoutIndex(waiting));
    await requireWhole(h, h.acme);
  });
});
