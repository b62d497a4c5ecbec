import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { createPlatformHarness, goodPassword, setupInput } from '../../testing/platform.ts';

const codeOf = ({ answer }: { answer: { ok: boolean; error?: { code: string } } }) =>
  answer.ok ? 'ok' : answer.error?.code;

async function count(harness: Harness, table: string): Promise<number> {
  const { rows } = await harness.admin.query<{ n: number }>(`select count(*)::int as n from ${table}`);
  return rows[0]?.n ?? -1;
}

describe('setup', () => {
  let harness: Harness;
  before(async () => {
    harness = await createHarness({ implementations: () => [] });
  });
  after(() => harness.close());

  test('eight redemptions of one link at once make one operator and one workspace', async () => {
    const platform = createPlatformHarness(harness);
    assert.deepEqual(await platform.succeed('setup.show', {}), { needed: true });
    const secret = (await platform.setupSecret()) ?? '';
    const tenantsBefore = await count(harness, 'directory.tenants');
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        platform.call('setup.complete', setupInput(secret, `initech-${index}`)),
      ),
    );
    const codes = outcomes.map(codeOf);
    assert.equal(codes.filter((code) => code === 'ok').length, 1, codes.join());
    assert.deepEqual(
      codes.filter((code) => code !== 'ok' && code !== 'setup_done' && code !== 'link_refused'),
      [],
    );
    assert.equal(await count(harness, 'platform.operators'), 1);
    assert.equal((await count(harness, 'directory.tenants')) - tenantsBefore, 1);
    assert.deepEqual(platform.bugs, []);
    assert.deepEqual(await platform.succeed('setup.show', {}), { needed: false });
    assert.equal(await platform.setupSecret(), null);
  });

  test('once set up, the used link is worth nothing, with the right password as with a wrong one', async () => {
    const platform = createPlatformHarness(harness);
    assert.equal(await platform.setupSecret(), null);
    const unknown = 'A'.repeat(43);
    assert.equal(codeOf(await platform.call('setup.complete', setupInput(unknown, 'other'))), 'link_refused');
  });
});

describe('setup, interrupted', () => {
  let harness: Harness;
  before(async () => {
    harness = await createHarness({ implementations: () => [] });
  });
  after(() => harness.close());

  test('a link that a later start has replaced is refused', async () => {
    const platform = createPlatformHarness(harness);
    const first = (await platform.setupSecret()) ?? '';
    await platform.setupSecret();
    assert.equal(codeOf(await platform.call('setup.complete', setupInput(first))), 'link_refused');
    assert.equal(await count(harness, 'platform.operators'), 0);
  });

  test('a weak password consumes nothing', async () => {
    const platform = createPlatformHarness(harness);
    const secret = (await platform.setupSecret()) ?? '';
    const input = setupInput(secret);
    const weak = { ...input, operator: { ...input.operator, password: 'password123' } };
    assert.equal(codeOf(await platform.call('setup.complete', weak)), 'password_refused');
    assert.equal(await count(harness, 'platform.operators'), 0);
  });

  test('a crash before the workspace has rows is repaired by the same call, and only by the same operator', async () => {
    let crashes = true;
    const platform = createPlatformHarness(harness, {
      beforeProvision: () => {
        if (crashes) throw new Error('crash');
      },
    });
    const secret = (await platform.setupSecret()) ?? '';
    assert.equal(codeOf(await platform.call('setup.complete', setupInput(secret))), 'internal');
    assert.equal(await harness.kernel.directory.resolveHost('initech.localhost'), null);
    crashes = false;
    const input = setupInput(secret);
    const stranger = { ...input, operator: { ...input.operator, password: `${goodPassword}-other` } };
    assert.equal(codeOf(await platform.call('setup.complete', stranger)), 'setup_done');
    assert.equal(codeOf(await platform.call('setup.complete', input)), 'ok');
    assert.equal((await harness.kernel.directory.resolveHost('initech.localhost'))?.status, 'active');
    assert.equal(await count(harness, 'platform.operators'), 1);
    assert.equal(codeOf(await platform.call('setup.complete', input)), 'setup_done');
  });
});
