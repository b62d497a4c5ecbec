/**
 * A list shows what a single reading shows, row by row, where a policy decides by what the row is like; and its pages are
 * full as long as anything follows, so that they do not tell of what is left out.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { OperationName } from '@wardroom/contract';
import { createHarness, type Harness } from '../../src/testing/harness.ts';
import { activate, savePolicies, setOf } from '../../src/testing/policies.ts';

let h: Harness;
const channels: string[] = [];
const crew = { channelId: '', groupId: '' };
const messages = new Map<string, string>();
const people: string[] = [];
const versions = { channels: 0, people: 0 };

const hidingPeople = `forbid(principal, action == Wardroom::Action::"people.read", resource)
  when { resource is Wardroom::Principal && resource.kind == "bot" } unless { principal.roles.contains("owner") };`;
const hiding = `forbid(principal, action == Wardroom::Action::"channel.read", resource)
  when { resource.classification == "restricted" } unless { principal.roles.contains("owner") };`;

before(async () => {
  h = await createHarness();
  const { acme } = h;
  for (let count = 0; count < 24; count += 1) {
    const { channel } = await h.succeed<{ channel: { id: string } }>(acme, 'owner', 'channels.create', {
      name: `place-${count}`,
    });
    const channelId = channel.id;
    channels.push(channelId);
    await h.succeed(acme, 'member', 'channels.join', { channelId });
    const { message } = await h.succeed<{ message: { id: string } }>(acme, 'owner', 'messages.send', {
      ...{ channelId, body: 'hello @acme-member', clientKey: `lists-of-rows-${count}` },
    });
    messages.set(message.id, channelId);
    // Long rows of what is hidden, longer than a page, at the beginning, in the middle and at the end.
    if (count % 12 < 9 || count > 21)
      await h.succeed(acme, 'owner', 'channels.classify', { channelId, classification: 'restricted' });
  }
  for (let count = 0; count < 12; count += 1)
    for (const kind of ['bot', 'bot', 'service'] as const) {
      const { principal } = await h.succeed<{ principal: { id: string } }>(
        ...([acme, 'owner', 'principals.createBot'] as const),
        { handle: `machine-${people.length}`, displayName: 'Machine', kind: count % 4 === 3 ? 'bot' : kind },
      );
      people.push(principal.id);
    }
  await gather();
  versions.channels = await savePolicies(h, acme, setOf([hiding]));
  versions.people = await savePolicies(h, acme, setOf([hidingPeople]));
});
after(async () => {
  await h.close();
  assert.deepEqual(h.bugs, []);
});

/** A channel and a group in which all of them are. */
async function gather(): Promise<void> {
  const { acme } = h;
  const { channel } = await h.succeed<{ channel: { id: string } }>(acme, 'owner', 'channels.create', {
    name: 'engine-room',
  });
  const { group } = await h.succeed<{ group: { id: string } }>(acme, 'owner', 'groups.create', {
    ...{ handle: 'engines', name: 'Engines' },
  });
  Object.assign(crew, { channelId: channel.id, groupId: group.id });
  await h.succeed(acme, 'member', 'channels.join', { channelId: channel.id });
  for (const principalId of people)
    await h.succeed(acme, 'owner', 'channels.addMember', { channelId: channel.id, principalId });
  await h.succeed(acme, 'owner', 'groups.addMembers', { groupId: group.id, principalIds: people });
}

interface List {
  readonly operation: OperationName;
  readonly field: string;
  readonly ids: () => readonly string[];
  readonly single: (id: string) => readonly [OperationName, object];
  readonly under: keyof typeof versions;
}

const lists: readonly List[] = [
  {
    ...{ operation: 'channels.list', field: 'channels', ids: () => channels },
    single: (channelId) => ['channels.get', { channelId }],
    under: 'channels',
  },
  {
    ...{ operation: 'channels.directory', field: 'channels', ids: () => channels },
    single: (channelId) => ['channels.get', { channelId }],
    under: 'channels',
  },
  {
    ...{ operation: 'messages.mentions', field: 'messages', ids: () => [...messages.keys()] },
    single: (messageId) => ['messages.get', { messageId }],
    under: 'channels',
  },
  {
    ...{ operation: 'principals.list', field: 'principals', ids: () => people },
    single: (principalId) => ['principals.get', { principalId }],
    under: 'people',
  },
];

type Page = Record<string, { id: string }[]> & { readonly next: string | null };

/** Every page of a list, as it is answered. */
async function pagesOf({ operation }: List, limit: number): Promise<Page[]> {
  const pages: Page[] = [];
  for (let after: string | null | undefined; after !== null; after = pages.at(-1)?.next) {
    const input = { limit, ...(after === undefined ? {} : { after }) };
    pages.push(await h.succeed<Page>(h.acme, 'member', operation, input));
  }
  return pages;
}

for (const list of lists)
  describe(list.operation, () => {
    it('shows what a single reading shows and nothing else, in full pages', async () => {
      const { acme } = h;
      const everything = (await pagesOf(list, 100)).flatMap((page) => page[list.field] ?? []);
      assert.deepEqual(
        list.ids().filter((id) => !everything.some((row) => row.id === id)),
        [],
        'without the policy something is missing already',
      );
      await activate(h, acme, versions[list.under]);
      const readable: string[] = [];
      for (const { id } of everything) {
        const { answer } = await h.call(acme, 'member', ...list.single(id));
        if (answer.ok) readable.push(id);
        else assert.equal(answer.error.code, 'not_found');
      }
      const hidden = everything.map(({ id }) => id).filter((id) => !readable.includes(id));
      assert.ok(readable.length > 3 && hidden.length > 3);
      for (const limit of [1, 3, 100]) {
        const pages = await pagesOf(list, limit);
        const shown = pages.flatMap((page) => page[list.field] ?? []).map(({ id }) => id);
        assert.deepEqual(shown, readable);
        for (const page of pages.slice(0, -1)) assert.equal(page[list.field]?.length, limit);
        const said = JSON.stringify(pages);
        for (const id of hidden) assert.ok(!said.includes(id), 'a page names what is left out');
      }
      await activate(h, acme, null);
    });
  });

interface MembersPage {
  readonly members: readonly { readonly principalId: string }[];
  readonly next: string | null;
}

for (const [operation, of] of [
  ['channels.members', () => ({ channelId: crew.channelId })],
  ['groups.members', () => ({ groupId: crew.groupId })],
] as const)
  describe(operation, () => {
    const walk = async (who: 'owner' | 'member', limit: number) => {
      const pages: MembersPage[] = [];
      for (let after: string | null | undefined; after !== null; after = pages.at(-1)?.next) {
        const input = { ...of(), limit, ...(after === undefined ? {} : { after }) };
        pages.push(await h.succeed<MembersPage>(h.acme, who, operation, input));
      }
      return pages;
    };
    const idsOf = (pages: readonly MembersPage[]) =>
      pages.flatMap(({ members }) => members.map(({ principalId }) => principalId));

    it('names nobody whom a policy hides, in full pages', async () => {
      const { acme } = h;
      const everybody = idsOf(await walk('member', 100));
      for (const id of people) assert.ok(everybody.includes(id));
      await activate(h, acme, versions.people);
      const readable: string[] = [];
      for (const principalId of everybody)
        if ((await h.call(acme, 'member', 'principals.get', { principalId })).answer.ok)
          readable.push(principalId);
      assert.ok(readable.length > 3 && everybody.length - readable.length > 3);
      for (const limit of [1, 3, 100]) {
        const pages = await walk('member', limit);
        assert.deepEqual(idsOf(pages), readable);
        for (const page of pages.slice(0, -1)) assert.equal(page.members.length, limit);
      }
      assert.deepEqual(idsOf(await walk('owner', 100)), everybody);
      await activate(h, acme, null);
    });
  });
