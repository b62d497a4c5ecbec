/**
 * Who sees whom, asked everywhere it shows, is the rule said plainly: lists, single reads, snapshots, search, groups with
 * their numbers, channels, direct messages, mentions, and what sockets are told by.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { GroupView, Message, OperationName, Person } from '@wardroom/contract';
import fc from 'fast-check';
import { createContentSource } from '../../src/app/realtime-content/index.ts';
import { Audience } from '../../src/edges/realtime/audience.ts';
import type { Who } from '../../src/testing/fixtures.ts';
import { createHarness, type Harness, randomId } from '../../src/testing/harness.ts';
import { createWorld, type Deal, deals, everybody, Reference, viewers, type World } from './world.ts';

let h: Harness;
let world: World;
let sent = 0;
before(async () => {
  h = await createHarness();
  world = await createWorld(h);
});
after(async () => {
  await h.close();
  assert.deepEqual(h.bugs, []);
});

const idOf = (who: Who): string => h.acme.principals[who].id;
const named = (ids: Iterable<string>): string[] => {
  const names = new Map(everybody.map((who) => [idOf(who), who]));
  return [...ids].flatMap((id) => names.get(id) ?? []).sort();
};
const sorted = (names: Iterable<string>): string[] => [...names].sort();
const answerTo = async (who: Who, operation: OperationName, input: object): Promise<object> => {
  const { answer } = await h.call(h.acme, who, operation, input);
  return answer.ok ? { output: answer.output } : { code: answer.error.code, options: answer.error.options };
};
const ask = <T>(who: Who, operation: OperationName, input: object) =>
  h.succeed<T>(h.acme, who, operation, input);

type Viewer = (typeof viewers)[number];

async function requireLists(viewer: Viewer, plain: Reference): Promise<void> {
  const seen = sorted(plain.seenBy(viewer));
  const { people } = await ask<{ people: Person[] }>(viewer, 'sync.snapshot', {});
  assert.deepEqual(named(people.map(({ id }) => id)), seen, `snapshot of ${viewer}`);
  const { principals } = await ask<{ principals: Person[] }>(viewer, 'principals.list', { limit: 200 });
  assert.deepEqual(named(principals.map(({ id }) => id)), seen, `list of ${viewer}`);
  const nobody = randomId(h, 'principal');
  for (const who of everybody) {
    const one = await answerTo(viewer, 'principals.get', { principalId: idOf(who) });
    if (plain.sees(viewer, who)) assert.ok('output' in one, `${viewer} reads ${who}`);
    else assert.deepEqual(one, await answerTo(viewer, 'principals.get', { principalId: nobody }));
    // From here on one walks a list in which nobody is who is out of sight.
    const page = await ask<{ principals: Person[] }>(viewer, 'principals.list', { after: idOf(who) });
    if (!plain.sees(viewer, who)) assert.deepEqual(page.principals, []);
  }
}

async function requireSearch(viewer: Viewer, plain: Reference): Promise<void> {
  for (const who of everybody) {
    const from = `from:@${h.acme.principals[who].handle}`;
    const { unknown } = await ask<{ unknown: string[] }>(viewer, 'search.messages', {
      query: `word ${from}`,
    });
    assert.deepEqual(unknown, plain.sees(viewer, who) ? [] : [from], `${viewer} searches ${from}`);
  }
}

async function requireGroups(viewer: Viewer, plain: Reference): Promise<void> {
  if (!plain.holds(viewer, 'groups.read')) return;
  const { groups } = await ask<{ groups: GroupView[] }>(viewer, 'groups.list', {});
  for (const [at, groupId] of world.groups.entries()) {
    const seen = sorted(plain.seenBy(viewer, plain.inGroup(at)));
    const list = { groupId, effective: true };
    const { members } = await ask<{ members: { principalId: string }[] }>(viewer, 'groups.members', list);
    assert.deepEqual(named(members.map(({ principalId }) => principalId)), seen, `${viewer} in group ${at}`);
    const shown = groups.find(({ id }) => id === groupId)?.members;
    assert.equal(shown, plain.holds(viewer, 'channel.browse') ? seen.length : null, `${viewer} counts ${at}`);
  }
  for (const who of everybody) {
    if (plain.sees(viewer, who)) continue;
    const theirs = await ask<{ groups: GroupView[] }>(viewer, 'groups.list', { principalId: idOf(who) });
    assert.deepEqual(theirs.groups, []);
  }
}

async function requireChannels(viewer: Viewer, plain: Reference): Promise<void> {
  const nobody = randomId(h, 'principal');
  const [channelId] = world.channels;
  const inside = plain.inChannel(0);
  if (plain.holds(viewer, 'channel.read') && (inside.has(viewer) || plain.holds(viewer, 'channel.browse'))) {
    const { members } = await ask<{ members: { principalId: string }[] }>(viewer, 'channels.members', {
      channelId,
    });
    const seen = plain.seenBy(viewer, inside);
    assert.deepEqual(
      named(members.map(({ principalId }) => principalId)),
      sorted(seen),
      `${viewer} in channel`,
    );
  }
  for (const who of everybody) {
    if (plain.sees(viewer, who)) continue;
    for (const [operation, input] of [
      ['channels.openDirect', (id: string) => ({ principalIds: [id] })],
      ['channels.addMember', (id: string) => ({ channelId, principalId: id })],
    ] as const) {
      const answer = await answerTo(viewer, operation, input(idOf(who)));
      assert.deepEqual(
        answer,
        await answerTo(viewer, operation, input(nobody)),
        `${viewer} ${operation} ${who}`,
      );
      assert.ok('code' in answer);
    }
  }
}

async function requireMentions(viewer: Viewer, plain: Reference): Promise<void> {
  const at = world.channels.findIndex((_, index) => plain.inChannel(index).has(viewer));
  if (at < 0 || !plain.holds(viewer, 'message.write')) return;
  const body = everybody.map((who) => `@${h.acme.principals[who].handle}`).join(' ');
  const input = { channelId: world.channels[at], body, clientKey: `sight-test-${++sent}` };
  const { message } = await ask<{ message: Message }>(viewer, 'messages.send', input);
  const meant = named(message.mentions);
  const there = [...plain.inChannel(at)].filter((who) => who !== viewer);
  assert.deepEqual(meant, sorted(there), 'who is there');
  for (const who of meant) assert.ok(plain.sees(viewer, who as Who));
}

async function requireSockets(plain: Reference): Promise<void> {
  const { loadAudience } = createContentSource(h.kernel.directory);
  const facts = await h.kernel.database.read(h.acme.tenant.id, (tx) => loadAudience(tx));
  const audience = new Audience(facts);
  const uuid = (who: Who) => h.acme.principals[who].uuid;
  for (const viewer of viewers) {
    const seen = sorted(plain.seenBy(viewer));
    const told = everybody.filter((who) => audience.seesPerson(uuid(viewer), uuid(who)));
    assert.deepEqual(sorted(told), seen, `events and presence of ${viewer}`);
    if (audience.seesEverybody(uuid(viewer))) continue;
    const shown = audience.shownTo(uuid(viewer));
    assert.deepEqual(sorted(everybody.filter((who) => shown.has(uuid(who)))), seen);
  }
}

test('property: for whatever roles, departments and channels, everything shows whom the rule shows', async () => {
  const seen = { hidden: 0, met: 0 };
  await fc.assert(
    fc.asyncProperty(deals, async (deal: Deal) => {
      await world.deal(deal);
      const plain = new Reference(deal, world.roles);
      for (const viewer of viewers) {
        await requireLists(viewer, plain);
        await requireSearch(viewer, plain);
        await requireGroups(viewer, plain);
        await requireChannels(viewer, plain);
        await requireMentions(viewer, plain);
        const count = plain.seenBy(viewer).length;
        seen.hidden += everybody.length - count;
        if (count > 1 && count < everybody.length) seen.met += 1;
      }
      await requireSockets(plain);
    }),
    { numRuns: 8, seed: 10 },
  );
  assert.ok(seen.hidden > 50 && seen.met > 8, `cases that tell something: ${JSON.stringify(seen)}`);
});
