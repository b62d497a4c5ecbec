/** The settings of access: who sees and changes them, what holds without any, and that they are a workspace’s own. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AccessSettings } from '@wardroom/contract';
import type { Who } from '../../testing/fixtures.ts';
import { codeOf, createIdentityHarness, type IdentityHarness } from '../../testing/identity.ts';
import { believesDocumentsOf, defaultSettings } from './index.ts';

describe('settings of access', () => {
  let h: IdentityHarness;
  before(async () => {
    h = await createIdentityHarness();
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const show = async (tenant = h.acme) =>
    (await h.succeed<{ settings: AccessSettings }>(tenant, 'developer', 'access.settings', {})).settings;
  const configure = async (input: object) =>
    (await h.succeed<{ settings: AccessSettings }>(h.acme, 'admin', 'access.configure', input)).settings;

  it('nothing chosen: keys of 90 days, a week of grace, programs wait to be admitted, documents are believed', async () => {
    assert.deepEqual(await show(), {
      keyCadence: 'standard',
      graceDays: 7,
      selfRegistration: 'approval',
      clientDocuments: 'any',
      documentHosts: [],
    });
    assert.deepEqual(await show(), defaultSettings);
  });

  it('each role may what its permissions say', async () => {
    const seen: [Who, string, string][] = [
      ['owner', 'ok', 'ok'],
      ['admin', 'ok', 'ok'],
      ['developer', 'ok', 'forbidden'],
      ['member', 'forbidden', 'forbidden'],
      ['guest', 'forbidden', 'forbidden'],
      ['viewer', 'forbidden', 'forbidden'],
      ['auditor', 'forbidden', 'forbidden'],
    ];
    for (const [who, sees, changes] of seen) {
      assert.equal(codeOf(await h.call(h.acme, who, 'access.settings', {})), sees, who);
      const change = await h.call(h.acme, who, 'access.configure', { graceDays: 7 });
      assert.equal(codeOf(change), changes, who);
    }
  });

  it('what is left out stays, what is said holds, and only in this workspace', async () => {
    const changed = await configure({
      graceDays: 10,
      documentHosts: ['b.example', 'a.example', 'b.example'],
    });
    const expected = { ...defaultSettings, graceDays: 10, documentHosts: ['a.example', 'b.example'] };
    assert.deepEqual(changed, expected);
    assert.deepEqual(await show(), expected);
    assert.deepEqual(await configure({ selfRegistration: 'off', clientDocuments: 'listed' }), {
      ...expected,
      selfRegistration: 'off',
      clientDocuments: 'listed',
    });
    assert.deepEqual(await show(h.globex), defaultSettings);
  });

  it('a change is recorded, and saying the same again writes nothing', async () => {
    const recorded = async () =>
      (
        await h.admin.query(
          `select count(*)::int as n from tenant.audit_outbox where type = 'access.configured'`,
        )
      ).rows[0].n;
    const first = await recorded();
    await configure({ keyCadence: 'regulated' });
    assert.equal(await recorded(), first + 1);
    h.takeStatements();
    await configure({ keyCadence: 'regulated' });
    assert.equal(await recorded(), first + 1);
    assert.ok(!h.takeStatements().includes('access.write'));
  });

  it('grace outside 7 to 14 days and hosts that are none are refused', async () => {
    for (const input of [{ graceDays: 6 }, { graceDays: 15 }, { documentHosts: ['https://a.example'] }])
      assert.equal(codeOf(await h.call(h.acme, 'admin', 'access.configure', input)), 'invalid_input');
  });

  it('a listed host says nothing about the hosts below it', () => {
    const listed: AccessSettings = {
      ...defaultSettings,
      clientDocuments: 'listed',
      documentHosts: ['a.example'],
    };
    assert.equal(believesDocumentsOf(listed, 'a.example'), true);
    for (const host of ['b.a.example', 'example', 'xa.example', ''])
      assert.equal(believesDocumentsOf(listed, host), false, host);
    assert.equal(believesDocumentsOf({ ...listed, clientDocuments: 'off' }, 'a.example'), false);
    assert.equal(believesDocumentsOf({ ...listed, clientDocuments: 'any' }, 'b.example'), true);
  });
});
