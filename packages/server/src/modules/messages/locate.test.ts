import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type OwnChannel, type Uuid, uuidOf } from '@wardroom/contract';
import fc from 'fast-check';
import { instant } from '../../kernel/database/connections.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';

let harness: Harness;
before(async () => {
  harness = await createHarness();
});
after(async () => {
  await harness.close();
});

let channels = 0;
/** A channel whose messages were sent at these times, in the order of channel_seq. */
async function channelOf(times: readonly number[]): Promise<string> {
  const { channel } = await harness.succeed<{ channel: OwnChannel }>(
    harness.acme,
    'member',
    'channels.create',
    { name: `located-${++channels}` },
  );
  const { tenant, principals } = harness.acme;
  const place: [Uuid, Uuid, Uuid] = [tenant.id, uuidOf(channel.id), principals.member.uuid];
  await harness.admin.query(
    `insert into tenant.messages (tenant_id, message_id, channel_id, channel_seq, author_id, client_key, sealed_body, sent_at)
     select $1, uuidv7(), $2, e.n, $3, 'located-' || $5 || '-' || e.n, '\\x00', e.at
       from unnest($4::timestamptz[]) with ordinality as e (at, n)`,
    [...place, times.map(instant), channels],
  );
  await harness.admin.query('update tenant.channels set last_seq = $2 where channel_id = $1', [
    place[1],
    times.length,
  ]);
  return channel.id;
}

const locate = async (channelId: string, at: number) =>
  (
    await harness.succeed<{ channelSeq: number | null }>(harness.acme, 'member', 'messages.locate', {
      channelId,
      at,
    })
  ).channelSeq;

const firstAt = (times: readonly number[], at: number): number | null => {
  const index = times.findIndex((time) => time >= at);
  return index < 0 ? null : index + 1;
};

test('the first message at or after a time is found, wherever it is; none is null', async () => {
  const times = Array.from({ length: 300 }, (_, index) => 1_000 + 10 * Math.floor(index / 3));
  const channelId = await channelOf(times);
  for (const at of [0, 1_000, 1_001, 1_009, 1_010, 1_495, 1_990, 1_991, 9_999])
    assert.equal(await locate(channelId, at), firstAt(times, at), String(at));
  assert.equal(await locate(await channelOf([]), 0), null);
  assert.equal(await locate(await channelOf([500]), 500), 1);
  assert.equal(await locate(await channelOf([500]), 501), null);
});

test('any channel whose time never goes back gives exactly the first message', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(40), { maxLength: 24 }),
      fc.array(fc.nat(45), { minLength: 1, maxLength: 4 }),
      async (unsorted, asked) => {
        const times = unsorted.toSorted((a, b) => a - b);
        const channelId = await channelOf(times);
        for (const at of asked) assert.equal(await locate(channelId, at), firstAt(times, at));
      },
    ),
    { numRuns: 25, seed: 7 },
  );
});

test('where imported history makes time go back, the channel passes the time at the place that is found', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(40), { minLength: 1, maxLength: 24 }), fc.nat(45), async (times, at) => {
      const seq = await locate(await channelOf(times), at);
      if (seq === null) assert.ok((times.at(-1) ?? 0) < at);
      else {
        assert.ok((times[seq - 1] ?? -1) >= at);
        assert.ok(seq === 1 || (times[seq - 2] ?? Infinity) < at);
      }
    }),
    { numRuns: 25, seed: 7 },
  );
});

test('places in a channel that one may not see are not told', async () => {
  for (const who of ['member2', 'guest'] as const) {
    const { answer } = await harness.call(harness.acme, who, 'messages.locate', {
      channelId: who === 'guest' ? harness.acme.general.id : harness.acme.secret.id,
      at: 0,
    });
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'not_found');
  }
  assert.deepEqual(harness.bugs, []);
});
