import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PresenceState, type Uuid, uuidOf } from '@wardroom/contract';
import { builtInRoles } from '@wardroom/policy';
import { Audience } from './audience.ts';
import { Presence } from './presence.ts';
import type { Viewer } from './viewer.ts';

const presenceMs = 5;
const inDepartment = 90;
const idOf = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}` as Uuid;
const departmentOf = (number: number) => Math.floor(number / inDepartment);
const everybody = Array.from({ length: 2 * inDepartment }, (_, number) => number);

/** Two departments that keep apart; the first of each shares a channel with the other. */
const audience = new Audience({
  principals: everybody.map((number) => ({ id: idOf(number), roles: ['member'] })),
  ...{ book: builtInRoles, owners: [], segmented: true },
  departments: everybody.map((number) => ({
    ...{ id: idOf(number), departments: [idOf(9_000 + departmentOf(number))] },
  })),
  channels: [{ id: idOf(8_000), kind: 'private' }],
  memberships: [0, inDepartment].map((number) => ({ channelId: idOf(8_000), principalId: idOf(number) })),
});

interface Frame {
  readonly all: boolean;
  readonly people: readonly { readonly principalId: string; readonly state: PresenceState }[];
}

/** Somebody with one device, and what it has been told. */
function device(number: number): { readonly viewer: Viewer; readonly told: Map<Uuid, PresenceState> } {
  const told = new Map<Uuid, PresenceState>();
  const showEphemeral = (bytes: Buffer): boolean => {
    const { all, people } = JSON.parse(bytes.toString()) as Frame;
    if (all) told.clear();
    for (const { principalId, state } of people) told.set(uuidOf(principalId), state);
    return true;
  };
  const identity = { kind: 'session', principalId: idOf(number) } as Viewer['identity'];
  const nothing = () => {};
  const rest = { address: '127.0.0.1', showEvent: nothing, resync: nothing, end: nothing };
  return { told, viewer: { identity, scopes: 'all', showEphemeral, ...rest } };
}

test('whether few change or many, everybody is told of those whom they see and of nobody else', async () => {
  const presence = new Presence({
    ...{ presenceMs, offlineAfterMs: presenceMs, presenceBytes: 1_000_000_000, audience },
    ...{ clock: { now: () => performance.now() }, isCurrent: () => true },
  });
  const devices = everybody.map(device);
  const states = new Map<Uuid, PresenceState>();
  const settled = async (what: string) => {
    const expected = everybody.map((number) =>
      everybody
        .filter((other) => audience.seesPerson(idOf(number), idOf(other)))
        .map((other) => [idOf(other), states.get(idOf(other))]),
    );
    const known = () => devices.map(({ told }) => [...told].sort(([a], [b]) => (a < b ? -1 : 1)));
    const isSettled = () => JSON.stringify(known()) === JSON.stringify(expected);
    for (let turns = 0; turns < 500 && !isSettled(); turns += 1)
      await new Promise((resolve) => setTimeout(resolve, presenceMs));
    assert.deepEqual(known(), expected, what);
  };
  const turn = (state: 'active' | 'away', numbers: readonly number[]) => {
    for (const number of numbers) {
      const { viewer } = devices[number] as (typeof devices)[number];
      if (states.has(idOf(number))) presence.turned(viewer, state);
      else presence.entered(viewer, state);
      states.set(idOf(number), state);
    }
  };
  try {
    turn('active', everybody);
    await settled('everybody came');
    turn('away', [0, 5, inDepartment]);
    await settled('a few turned');
    turn('away', everybody);
    await settled('all turned');
  } finally {
    presence.close();
  }
  const [first] = devices;
  assert.equal(first?.told.size, inDepartment + 1, 'a department and whom the channel brings');
});
