/** What every client has seen through all crashes, compared with what the server says now. */
import assert from 'node:assert/strict';
import type { ChannelId, Message } from '@wardroom/contract';
import { type Snapshot, snapshotView } from '@wardroom/sdk';
import type { Founded } from './founding.ts';
import type { PersonAtDevice } from './person-at-device.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const patienceMs = 60_000;

export async function verifyPeople(place: Founded, people: readonly PersonAtDevice[]): Promise<void> {
  for (const person of people) await requireFoldedState(person);
  const [first] = people;
  assert.ok(first);
  for (const channelId of [place.general, place.projects]) {
    const messages = await readAll(first, channelId);
    for (const person of people) {
      requireWholeStream(person, channelId, messages);
      requireWindow(person, channelId, messages);
    }
  }
  for (const person of people) {
    requireNoDouble(person, place.lobby);
    assert.equal(person.resyncs, 0, `${person.name} could always resume`);
    assert.equal(
      person.codes.get('internal') ?? 0,
      0,
      `${person.name} was answered with an error of the server’s own`,
    );
  }
  await requireAcknowledged(place, people);
}

/** Channel list, unread counts, mentions, people: the state folded over all crashes is a fresh snapshot. */
async function requireFoldedState(person: PersonAtDevice): Promise<void> {
  let fresh: Snapshot = await person.snapshot();
  for (const end = performance.now() + patienceMs; performance.now() < end; await pause(50)) {
    fresh = await person.snapshot();
    if (person.state && same(snapshotView(person.state), snapshotView(fresh))) return;
  }
  assert.ok(person.state);
  assert.deepEqual(snapshotView(person.state), snapshotView(fresh), `what ${person.name} knows`);
}

const same = (left: unknown, right: unknown): boolean => {
  try {
    assert.deepEqual(left, right);
    return true;
  } catch {
    return false;
  }
};

/** All messages of a channel, replies included, through the API. */
export async function readAll(person: PersonAtDevice, channelId: ChannelId): Promise<Message[]> {
  const all: Message[] = [];
  for (;;) {
    const page = await person.call<{ messages: Message[]; hasAfter: boolean }>('messages.list', {
      ...{ channelId, replies: true, limit: 200 },
      after: all.at(-1)?.channelSeq ?? 0,
    });
    all.push(...page.messages);
    if (!page.hasAfter) return all;
  }
}

/** Each message once and in order; each edit and redaction once. */
function requireWholeStream(
  person: PersonAtDevice,
  channelId: ChannelId,
  messages: readonly Message[],
): void {
  const here = person.seen.filter((one) => one.channelId === channelId);
  const sent = here.filter(({ type }) => type === 'message.sent').map(({ channelSeq }) => channelSeq);
  assert.deepEqual(
    sent,
    messages.map((_, index) => index + 1),
    `${person.name} has seen every message once and in order`,
  );
  const changes = new Map<string, number>();
  for (const { type, messageId } of here)
    if (type !== 'message.sent') changes.set(messageId, (changes.get(messageId) ?? 0) + 1);
  assert.deepEqual(
    messages.map(({ id, revision }) => [id, revision - 1]),
    messages.map(({ id }) => [id, changes.get(id) ?? 0]),
    `${person.name} has seen every change once`,
  );
}

/** The newest messages as the client holds them are the newest messages, reply counts and tombstones included. */
function requireWindow(person: PersonAtDevice, channelId: ChannelId, messages: readonly Message[]): void {
  const roots = messages.filter(({ threadRootId }) => threadRootId === null);
  const held = person.state?.windows[channelId]?.messages ?? [];
  assert.ok(held.length > 0 || roots.length === 0);
  assert.deepEqual(held, roots.slice(-held.length), `the timeline of ${person.name}`);
}

function requireNoDouble(person: PersonAtDevice, channelId: ChannelId): void {
  const seqs = person.seen.flatMap((one) =>
    one.channelId === channelId && one.type === 'message.sent' ? [one.channelSeq] : [],
  );
  assert.deepEqual(
    seqs,
    [...new Set(seqs)].sort((a, b) => a - b),
    `${person.name} in the lobby`,
  );
}

/** What was acknowledged is there as it was acknowledged, once; what is there was sent by somebody. */
async function requireAcknowledged(place: Founded, people: readonly PersonAtDevice[]): Promise<void> {
  const [first] = people;
  assert.ok(first);
  const stored = new Map<string, Message>();
  for (const channelId of [place.general, place.projects, place.lobby]) {
    for (const message of await readAll(first, channelId)) {
      const key = message.clientKey ?? message.id;
      assert.ok(!stored.has(key), `${key} is there twice`);
      stored.set(key, message);
    }
  }
  let known = 0;
  for (const person of people) {
    for (const { clientKey, body, message } of person.sent) {
      const found = stored.get(clientKey);
      if (found) known += 1;
      if (!message) continue;
      assert.ok(found, `${clientKey} was acknowledged and is lost`);
      assert.deepEqual([found.id, found.channelSeq], [message.id, message.channelSeq], clientKey);
      if (found.revision === 1) assert.equal(found.body, body);
    }
    for (const [id, { revision, redacted, body }] of person.changed) {
      const found = [...stored.values()].find((message) => message.id === id);
      assert.ok(found && found.revision >= revision, `a change of ${id} was acknowledged and is lost`);
      if (redacted) assert.equal(found.body, null);
      else if (found.revision === revision) assert.equal(found.body, body);
    }
  }
  assert.equal(stored.size, known, 'nothing is there that nobody sent');
}
