/** What clients offer is what the decision allows: every case of it, then the whole server with random rights. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Channel, MessageId, OperationName, Permission } from '@wardroom/contract';
import { type ChannelResource, decide, grantableInChannel, Rights } from '@wardroom/policy';
import fc from 'fast-check';
import type { Harness } from '../../../server/src/testing/harness.ts';
import { createHarness } from '../../../server/src/testing/harness.ts';
import { type ChannelAct, type MessageAct, mayIn, mayWith, type Place } from './may.ts';
import { type Snapshot, stateFromSnapshot } from './state.ts';

const me = 'prn_me';
/** The permission that the server asks for, and what it refuses although the decision allows. */
const acts: Readonly<Record<ChannelAct, readonly [Permission, (place: Place) => boolean]>> = {
  write: ['message.write', ({ archived }) => archived],
  mentionAll: ['message.mention_all', ({ archived }) => archived],
  react: ['message.react', ({ archived }) => archived],
  pin: ['message.pin', ({ archived }) => archived],
  editOwn: ['message.edit', ({ archived }) => archived],
  redactOwn: ['message.redact', () => false],
  redactAny: ['message.redact_any', () => false],
  invite: ['channel.invite', ({ archived, mirrored }) => archived || mirrored],
  removeMembers: ['channel.manage_members', ({ mirrored }) => mirrored],
  nameManagers: ['channel.manage_members', ({ archived, mirrored }) => archived || mirrored],
  manage: ['channel.manage_members', () => false],
  classify: ['channel.classify', () => false],
  update: ['channel.update', ({ archived }) => archived],
  archive: ['channel.archive', () => false],
  remove: ['channel.delete', ({ archived }) => !archived],
  leave: ['channel.leave', ({ mirrored }) => mirrored],
  join: [
    'channel.join',
    ({ archived, mirrored, membership }) => archived || mirrored || membership !== undefined,
  ],
};
const ofMessages = new Set<Permission>(['message.edit', 'message.redact', 'message.redact_any']);
const marks = new Set<Permission>(['message.react', 'message.pin']);

function* places(): Generator<Place> {
  for (const kind of ['public', 'private', 'direct'] as const)
    for (const role of ['manager', 'member', null] as const)
      for (const flags of [0, 1, 2, 3])
        yield {
          ...{ id: 'chn_a', kind, name: 'a', participants: [], topic: '', createdAt: 0, lastSeq: 0 },
          ...{ archived: (flags & 1) !== 0, mirrored: (flags & 2) !== 0, granted: [] },
          ...(role === null ? {} : { membership: { role, lastReadSeq: 0, unread: 0, mentions: 0 } }),
        };
}

/** Every subset. */
const subsets = <T>(of: readonly T[]): readonly T[][] =>
  Array.from({ length: 2 ** of.length }, (_, bits) => of.filter((_one, index) => (bits >> index) & 1));

test('whatever somebody holds and wherever they stand: what is offered in a channel is what the decision allows', () => {
  let [cases, allowed] = [0, 0];
  for (const [act, [permission, isRefused]] of Object.entries(acts) as [ChannelAct, (typeof acts)['write']][])
    for (const held of subsets<Permission>([permission, 'channel.browse', 'channel.manage_any']))
      for (const given of subsets(grantableInChannel.filter((one) => one === permission)))
        for (const empty of places()) {
          const place = { ...empty, granted: given };
          const channel: ChannelResource = {
            ...{ kind: 'Channel', channelKind: place.kind, membership: place.membership?.role ?? null },
            granted: Rights.of(given),
          };
          const authorId = act === 'redactAny' ? 'prn_other' : me;
          const resource =
            ofMessages.has(permission) || marks.has(permission)
              ? ({ kind: 'Message', authorId, channel } as const)
              : channel;
          const subject = { principalId: me, rights: Rights.of(held), scopes: 'all' } as const;
          const decided = decide(subject, permission, resource).allowed && !isRefused(place);
          const said = `${act} with ${held.join(' ')} and ${given.join()} in ${JSON.stringify(place)}`;
          assert.equal(mayIn(held, place, act), decided, said);
          cases += 1;
          allowed += Number(decided);
        }
  assert.ok(cases > 5_000 && allowed > 500, `${allowed} of ${cases}`);
});

let harness: Harness;
before(async () => {
  harness = await createHarness();
});
after(async () => {
  await harness.close();
  assert.deepEqual(harness.bugs, []);
});

const relevant = [
  ...new Set([
    ...Object.values(acts).map(([permission]) => permission),
    ...(['channel.browse', 'channel.manage_any', 'channel.read'] as const),
  ]),
];

interface Scene {
  readonly held: readonly Permission[];
  readonly granted: readonly Permission[];
  readonly kind: 'public' | 'private';
  readonly role: 'manager' | 'member' | null;
  readonly archived: boolean;
  readonly mirrored: boolean;
}
const scene: fc.Arbitrary<Scene> = fc.record({
  held: fc.subarray(relevant),
  granted: fc.subarray([...grantableInChannel]),
  kind: fc.constantFrom('public', 'private'),
  role: fc.constantFrom('manager', 'member', 'member', null),
  archived: fc.boolean(),
  mirrored: fc.boolean(),
});

type Answers = (operation: OperationName, input: object) => Promise<boolean>;
let made = 0;

/** Somebody with these rights at such a place, and what they see of it. */
async function arrange({ held, granted, kind, role, archived, mirrored }: Scene) {
  made += 1;
  const { acme } = harness;
  const { member2, developer, owner } = acme.principals;
  const as =
    (who: 'owner' | 'member2') =>
    async <T>(operation: OperationName, input: object): Promise<T> =>
      harness.succeed<T>(acme, who, operation, input);
  const [byOwner, byThem] = [as('owner'), as('member2')];
  await byOwner('roles.assign', { principalId: member2.id, role: 'member' });
  const { channel } = await byOwner<{ channel: Channel }>('channels.create', { name: `may-${made}`, kind });
  const channelId = channel.id;
  for (const principalId of [member2.id, developer.id])
    await byOwner('channels.addMember', { channelId, principalId });
  const say = (by: typeof byOwner, body: string) =>
    by<{ message: { id: MessageId } }>('messages.send', {
      channelId,
      body,
      clientKey: `may-${body}-${made}`,
    });
  const [own, others] = [(await say(byThem, 'own')).message.id, (await say(byOwner, 'others')).message.id];
  if (role === null) await byOwner('channels.removeMember', { channelId, principalId: member2.id });
  if (role === 'manager')
    await byOwner('channels.setMemberRole', { channelId, principalId: member2.id, role });
  await byOwner('channels.setAccess', { channelId, granted });
  if (mirrored) {
    const group = { handle: `may-group-${made}`, name: `May ${made}`, visibility: 'hidden' };
    const { group: linked } = await byOwner<{ group: { id: string } }>('groups.create', group);
    const inside = [developer.id, ...(role === null ? [] : [member2.id])];
    await byOwner('groups.addMembers', { groupId: linked.id, principalIds: inside });
    if (role === 'manager')
      await byOwner('groups.setMemberRole', { groupId: linked.id, principalId: member2.id, role });
    await byOwner('groups.linkChannel', { groupId: linked.id, channelId });
  }
  if (archived) await byOwner('channels.archive', { channelId });
  const chosen = { name: `May ${made}`, chosen: [...held, 'workspace.read'] };
  const { role: custom } = await byOwner<{ role: { role: string } }>('roles.create', chosen);
  await byOwner('roles.assign', { principalId: member2.id, role: custom.role });
  const known = async () => {
    const state = stateFromSnapshot(await byThem<Snapshot>('sync.snapshot', {}));
    const seen = (await byOwner<{ channel: Channel }>('channels.get', { channelId })).channel;
    return { state, place: (state.channels[channelId] ?? seen) as Place };
  };
  const answers: Answers = async (operation, input) => {
    const { answer } = await harness.call(acme, 'member2', operation, input);
    const refusals = ['forbidden', 'not_found', 'conflict', 'channel_archived', 'message_redacted'];
    assert.ok(answer.ok || refusals.includes(answer.error.code), `${operation}: ${JSON.stringify(answer)}`);
    return answer.ok;
  };
  return { channelId, own, others, known, answers, people: { developer, owner } };
}

/** In an order in which nothing takes away what the next one is about. */
async function compare(random: Scene): Promise<number> {
  const { channelId, own, others, known, answers, people } = await arrange(random);
  const principalId = people.developer.id;
  let offered = 0;
  const requireSame = async (act: ChannelAct | [MessageAct, MessageId], answer: () => Promise<boolean>) => {
    const { state, place } = await known();
    const may =
      typeof act === 'string'
        ? mayIn(state.permissions, place, act)
        : mayWith(
            state,
            place,
            {
              redactedAt: null,
              authorId: act[1] === own ? state.me.id : (people.owner.id as `prn_${string}`),
            },
            act[0],
          );
    assert.equal(
      may,
      await answer(),
      `${String(act)} in ${JSON.stringify({ random, place, held: state.permissions })}`,
    );
    offered += Number(may);
  };
  const emoji = '👍';
  await requireSame('write', () =>
    answers('messages.send', { channelId, body: 'more', clientKey: `may-more-${made}` }),
  );
  await requireSame(['react', others], () => answers('reactions.add', { messageId: others, emoji }));
  await requireSame(['pin', others], () => answers('pins.add', { messageId: others }));
  await requireSame(['edit', own], () => answers('messages.edit', { messageId: own, body: 'edited' }));
  await requireSame(['edit', others], () => answers('messages.edit', { messageId: others, body: 'edited' }));
  await requireSame('update', () => answers('channels.update', { channelId, topic: 'a topic' }));
  await requireSame('classify', () => answers('channels.classify', { channelId, labels: ['a-label'] }));
  await requireSame('manage', () => answers('channels.setAccess', { channelId, granted: random.granted }));
  await requireSame('invite', () => answers('channels.addMember', { channelId, principalId }));
  await requireSame('nameManagers', () =>
    answers('channels.setMemberRole', { channelId, principalId, role: 'manager' }),
  );
  await requireSame('removeMembers', () => answers('channels.removeMember', { channelId, principalId }));
  await requireSame(['redact', own], () => answers('messages.redact', { messageId: own }));
  await requireSame(['redact', others], () => answers('messages.redact', { messageId: others }));
  const { place } = await known();
  if (place.membership === undefined)
    await requireSame('join', () => answers('channels.join', { channelId }));
  else await requireSame('leave', () => answers('channels.leave', { channelId }));
  const [there, back] = random.archived
    ? (['channels.restore', 'channels.archive'] as const)
    : (['channels.archive', 'channels.restore'] as const);
  await requireSame('archive', () => answers(there, { channelId }));
  await requireSame('archive', () => answers(back, { channelId }));
  await requireSame('remove', () => answers('channels.delete', { channelId }));
  return offered;
}

test('whatever rights and place are drawn: what a client offers the server does, and what it does not the server refuses', async () => {
  let offered = 0;
  await fc.assert(
    fc.asyncProperty(scene, async (random) => {
      offered += await compare(random);
    }),
    {
      numRuns: Number(process.env['WARDROOM_RUNS'] ?? 40),
      seed: Number(process.env['WARDROOM_SEED'] ?? 5),
      endOnFailure: true,
    },
  );
  assert.ok(offered > 50, `something was offered: ${offered}`);
});
