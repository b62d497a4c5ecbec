import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Operations, OutputOf, Uuid } from '@wardroom/contract';
import { sealTenantEntry } from '../../kernel/directory/entry.ts';
import { decodeCursor } from '../../kernel/event-log/cursor.ts';
import type { Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { channelImplementations } from '../channels/index.ts';
import { messageImplementations } from '../messages/index.ts';
import { tenantImplementations } from '../tenants/index.ts';
import { syncImplementations } from './index.ts';

type Snapshot = OutputOf<Operations['sync.snapshot']>;
const epoch = '0197a8c2-5d5e-4b52-9c0e-1f7a1f2f3a4b' as Uuid;
let harness: Harness;
let held: (() => Promise<void>) | null = null;
before(async () => {
  harness = await createHarness({
    implementations: (parts) => [
      ...channelImplementations(),
      ...messageImplementations(),
      ...tenantImplementations(parts),
      ...syncImplementations({ ...parts, epoch: () => epoch }),
    ],
    observer: {
      before: async ({ session, statement }) => {
        if (session.label === 'read' && statement === 'channels.listOwn') await held?.();
      },
    },
  });
});
after(async () => {
  await harness.close();
});

const take = (who: Who) => harness.succeed<Snapshot>(harness.acme, who, 'sync.snapshot', {});
const headOf = async () => {
  const { rows } = await harness.admin.query('select seq::int from tenant.heads where tenant_id = $1', [
    harness.acme.tenant.id,
  ]);
  return rows[0].seq;
};
let keys = 0;
const send = () =>
  harness.succeed(harness.acme, 'member', 'messages.send', {
    channelId: harness.acme.general.id,
    body: 'hello',
    clientKey: `snapshot-${++keys}`,
  });

test('everybody gets themselves, what their role holds, their channels and whom they may see', async () => {
  await send();
  const { principals, general, secret } = harness.acme;
  const seen = async (who: Who) => {
    const { me, people, channels, permissions, complete } = await take(who);
    assert.equal(me.id, principals[who].id);
    assert.equal(complete, true);
    return { people: people.length, channels: channels.map(({ id }) => id), permissions };
  };
  const owner = await seen('owner');
  assert.equal(owner.people, 9);
  assert.deepEqual(owner.channels.sort(), [general.id, secret.id].sort());
  assert.ok(owner.permissions.includes('audit.view'));
  const guest = await seen('guest');
  assert.deepEqual([guest.people, guest.channels], [4, [secret.id]]);
  assert.ok(!guest.permissions.includes('channel.browse'));
  const bot = await seen('bot');
  assert.equal(bot.people, 1);
  assert.equal((await seen('viewer')).channels.length, 0);
});

test('position and state fit together although messages arrive between the statements of a snapshot', async () => {
  held = async () => {
    held = null;
    await send();
    await send();
  };
  const { cursor, channels } = await take('owner');
  const position = decodeCursor(harness.acme.keys, cursor, epoch);
  assert.equal(position?.epoch, epoch);
  assert.equal(await headOf(), (position?.seq ?? 0) + 2);
  const { rows } = await harness.admin.query(
    'select last_seq::int from tenant.channels where channel_id = $1',
    [harness.acme.general.uuid],
  );
  const shown = channels.find(({ id }) => id === harness.acme.general.id);
  assert.equal(shown?.lastSeq, rows[0].last_seq - 2);
});

test('the name of the workspace is that of the position, whatever this node has cached', async () => {
  const { kernel, parts, admin, acme } = harness;
  const name = async () => (await take('owner')).tenant.name;
  const first = await name();
  held = async () => {
    held = null;
    await harness.succeed(acme, 'owner', 'tenants.update', { name: 'Renamed meanwhile' });
  };
  assert.equal(await name(), first, 'the event of the renaming is still to come');
  assert.equal(await name(), 'Renamed meanwhile');
  // As another node does it: this one keeps what it has cached.
  const sealed = sealTenantEntry(await parts.keyring.open({ kind: 'platform' }), acme.tenant.id, {
    slug: acme.tenant.slug,
    name: 'Renamed elsewhere',
  });
  await admin.query('update directory.tenants set sealed = $2 where tenant_id = $1', [
    acme.tenant.id,
    sealed,
  ]);
  assert.equal((await kernel.directory.resolveHost(acme.host))?.name, 'Renamed meanwhile');
  assert.equal(await name(), 'Renamed elsewhere');
});

test('two snapshots at one position carry different cursors, and no other tenant reads them', async () => {
  const [one, two] = [await take('owner'), await take('owner')];
  assert.notEqual(one.cursor, two.cursor);
  assert.deepEqual(
    decodeCursor(harness.acme.keys, one.cursor, epoch),
    decodeCursor(harness.acme.keys, two.cursor, epoch),
  );
  assert.equal(decodeCursor(harness.globex.keys, one.cursor, epoch), null);
  assert.deepEqual(harness.bugs, []);
});
