/** What modules give to realtime: the edge knows no module, and no module knows the edge. */
import type { Message, Uuid } from '@wardroom/contract';
import { uuidOf } from '@wardroom/contract';
import type {
  AudienceFacts,
  Content,
  ContentSource,
  DepartmentFacts,
  Standings,
  Wanted,
} from '../../edges/realtime/index.ts';
import { placeKey } from '../../edges/realtime/index.ts';
import type { ResourceFacts } from '../../kernel/authorise.ts';
import { roleBook } from '../../kernel/authority/role-books.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { Directory } from '../../kernel/directory/directory.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { findAccessesOf, presentAccesses } from '../../modules/break-glass/index.ts';
import {
  hydrateChannels,
  hydrateMembers,
  hydrateOwnChannels,
  loadMemberships,
  presentChannels,
  presentOwnChannels,
  resourceOfChannel,
  toMember,
} from '../../modules/channels/index.ts';
import { hydrateMessages, presentMessages } from '../../modules/messages/index.ts';
import { hydratePreferences, presentPreferences } from '../../modules/preferences/index.ts';
import { presentPeople, readDepartments, readSegmented } from '../../modules/principals/index.ts';
import { toTenantView } from '../../modules/tenants/index.ts';
import { readChannels, readOwners, readPeople, readRoles } from './store.ts';

export function createContentSource(directory: Pick<Directory, 'resolveHost' | 'purge'>): ContentSource {
  return {
    loadAudience,
    loadChannels,
    async read(tx, keys, wanted, host) {
      const [messages, channels, places, people, preferences, breakGlass] = await Promise.all([
        messagesOf(tx, keys, wanted),
        channelsOf(tx, keys, wanted),
        placesOf(tx, keys, wanted),
        peopleOf(tx, keys, wanted),
        preferencesOf(tx, keys, wanted),
        breakGlassOf(tx, keys, wanted),
      ]);
      // Renamed by another node perhaps: what is cached here is what the event says has changed.
      if (wanted.tenant) directory.purge(tx.tenantId);
      const tenant = wanted.tenant ? await directory.resolveHost(host) : null;
      const standings = wanted.standings ? await loadStandings(tx) : null;
      const departments = await departmentsOf(tx, wanted);
      return {
        messages,
        channels,
        ...places,
        ...people,
        preferences,
        standings,
        breakGlass,
        ...departments,
        tenant: tenant && toTenantView(tenant),
      };
    },
  };
}

async function loadStandings(tx: ReadTransaction): Promise<Standings> {
  return { principals: await readRoles(tx), book: await roleBook(tx) };
}

/** Where everybody sees everybody, nobody has to know who is in which department. */
async function loadDepartments(tx: ReadTransaction): Promise<DepartmentFacts> {
  const segmented = await readSegmented(tx);
  const rows = segmented ? await readDepartments(tx, 'everybody') : [];
  return {
    segmented,
    departments: rows.map((row) => ({ id: row.principal_id, departments: row.departments })),
  };
}

async function departmentsOf(
  tx: ReadTransaction,
  { departments: wanted }: Wanted,
): Promise<Pick<Content, 'sight' | 'departments'>> {
  if (wanted === 'everybody') {
    const sight = await loadDepartments(tx);
    return { sight, departments: new Map(sight.departments.map((one) => [one.id, one.departments])) };
  }
  const rows = wanted.length === 0 ? [] : await readDepartments(tx, wanted);
  return { sight: null, departments: new Map(rows.map((row) => [row.principal_id, row.departments])) };
}

async function loadAudience(tx: ReadTransaction): Promise<AudienceFacts> {
  const [standings, memberships] = [await loadStandings(tx), await loadMemberships(tx)];
  return {
    ...standings,
    ...(await loadDepartments(tx)),
    owners: await readOwners(tx),
    channels: [...memberships.channels].map(([id, kind]) => ({ id, kind })),
    memberships: [...memberships.members].flatMap(([channelId, ids]) =>
      [...ids].map((principalId) => ({ channelId, principalId })),
    ),
  };
}

async function loadChannels(tx: ReadTransaction): Promise<ReadonlyMap<Uuid, ResourceFacts>> {
  const none = { own_role: null, granted: [] };
  const rows = await readChannels(tx);
  return new Map(rows.map((row) => [row.channel_id, resourceOfChannel({ ...row, ...none })]));
}

async function messagesOf(
  tx: ReadTransaction,
  keys: ScopeKeys,
  { messages }: Wanted,
): Promise<Map<Uuid, Message>> {
  if (messages.length === 0) return new Map();
  const rows = await hydrateMessages(tx, messages);
  const shown = await presentMessages(keys, rows);
  return new Map(shown.map((message) => [uuidOf(message.id), message]));
}

async function channelsOf(
  tx: ReadTransaction,
  keys: ScopeKeys,
  { channels }: Wanted,
): Promise<Content['channels']> {
  if (channels.length === 0) return new Map();
  const shown = await presentChannels(keys, await hydrateChannels(tx, channels));
  return new Map(shown.map((channel) => [uuidOf(channel.id), channel]));
}

async function placesOf(
  tx: ReadTransaction,
  keys: ScopeKeys,
  wanted: Wanted,
): Promise<Pick<Content, 'members' | 'ownChannels'>> {
  const members = wanted.members.length === 0 ? [] : await hydrateMembers(tx, wanted.members);
  const rows = wanted.ownChannels.length === 0 ? [] : await hydrateOwnChannels(tx, wanted.ownChannels);
  const shown = await presentOwnChannels(keys, rows);
  const keyOf = (row: { channel_id: Uuid; principal_id: Uuid }) =>
    placeKey({ channelId: row.channel_id, principalId: row.principal_id });
  return {
    members: new Map(members.map((row) => [keyOf(row), toMember(row)])),
    ownChannels: new Map(
      rows.flatMap((row, index) => {
        const channel = shown[index];
        return channel ? [[keyOf(row), channel] as const] : [];
      }),
    ),
  };
}

async function peopleOf(
  tx: ReadTransaction,
  keys: ScopeKeys,
  { people }: Wanted,
): Promise<Pick<Content, 'people' | 'roles'>> {
  if (people.length === 0) return { people: new Map(), roles: new Map() };
  const rows = await readPeople(tx, people);
  const shown = await presentPeople(keys, rows);
  return {
    people: new Map(shown.map((person) => [uuidOf(person.id), person])),
    roles: new Map(rows.map((row) => [row.principal_id, row.roles])),
  };
}

async function preferencesOf(
  tx: ReadTransaction,
  keys: ScopeKeys,
  { preferences }: Wanted,
): Promise<Content['preferences']> {
  if (preferences.length === 0) return new Map();
  const rows = await hydratePreferences(tx, preferences);
  return new Map(
    await Promise.all(
      rows.map(async (row) => [row.principal_id, await presentPreferences(keys, row)] as const),
    ),
  );
}

async function breakGlassOf(
  tx: ReadTransaction,
  keys: ScopeKeys,
  { breakGlass }: Wanted,
): Promise<Content['breakGlass']> {
  if (breakGlass.length === 0) return new Map();
  const shown = await presentAccesses(keys, await findAccessesOf(tx, breakGlass));
  return new Map(shown.map((access) => [uuidOf(access.principalId), access]));
}
