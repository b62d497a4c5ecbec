/** One workspace in which every screen of the app has something to show, and says the same on every day. */
import type { ChannelId, GroupView, MessageId, PrincipalId, RoleRef } from '@wardroom/contract';
import type { Client } from '@wardroom/sdk';
import { planSample } from '../../../cli/src/import/irc/index.ts';
import {
  addChannel,
  addMembers,
  append,
  clientFor,
  foundCompanies,
  idOf,
  ownerOf,
  passwordOf,
} from './companies.ts';
import type { Deployment } from './deployment.ts';

export interface World {
  readonly deployment: Deployment;
  readonly origin: string;
  readonly channels: Readonly<Record<'general' | 'incidents' | 'empty' | 'archived', ChannelId>>;
  readonly direct: ChannelId;
  readonly group: ChannelId;
  /** A thread with replies in `general`. */
  readonly root: MessageId;
  readonly tom: PrincipalId;
  /** The owner. */
  readonly priya: PrincipalId;
  /** A custom role that Marcus holds. */
  readonly watch: RoleRef;
  /** With a group below it, a role, and a channel that mirrors it. */
  readonly pilotage: GroupView['id'];
  /** Of a link for members that nobody has used. */
  readonly invitation: string;
  /** What people and not the app wrote: names, handles, channels, hosts. Longest first. */
  readonly written: readonly string[];
}

/** Of the past, so that no screen shows a conversation that "today" cuts in two. */
const pastEndsAt = Date.UTC(2025, 0, 15, 15, 0);
const staff = ['tom', 'lena', 'yuki'];

/** Nothing here runs at the same time as something else: sequence numbers are part of what is compared. */
export async function populateWorld(deployment: Deployment): Promise<World> {
  await foundCompanies(deployment, { acme: ['tom', 'lena', 'marcus', 'yuki', 'noor'], globex: [] });
  const owner = await ownerOf(deployment, 'acme');
  const tom = await clientFor(deployment, 'acme', 'tom');
  const lena = await clientFor(deployment, 'acme', 'lena');
  await owner.call('principals.createBot', { handle: 'herald', displayName: 'Herald' });
  // She is in no channel.
  await owner.call('principals.create', {
    handle: 'ida',
    displayName: 'Ida Berg',
    password: passwordOf('acme', 'ida'),
  });
  const watch = await addRole(owner);
  await issueKey(owner);
  await registerClients(owner);

  const past = await append(owner, planSample({ company: 'acme', endsAt: pastEndsAt }));
  for (const channelId of past.values()) {
    await owner.call('channels.join', { channelId });
    await addMembers(owner, channelId, staff);
  }
  const general = await addChannel(owner, {
    name: 'general',
    topic: 'Everybody is here',
    handles: [...staff, 'noor', 'herald'],
  });
  await addChannel(owner, { name: 'leads', kind: 'private', topic: 'Not for the floor', handles: ['lena'] });
  const empty = await addChannel(owner, { name: 'quiet-quay', handles: ['lena'] });
  const archived = await addChannel(owner, { name: 'old-berths', topic: 'Until 2024', handles: ['lena'] });
  await owner.call('messages.send', { channelId: archived, body: 'The last ship has left berth 9.' });
  await owner.call('channels.archive', { channelId: archived });
  const root = await talk({ owner, tom, lena }, general);
  const [direct, group] = await talkAside({ owner, tom, lena });
  await read(deployment);
  // Nobody opens this channel: what is unread and mentions somebody stays so.
  const harbour = await addChannel(owner, { name: 'harbour', handles: ['lena', 'tom'] });
  await tom.call('messages.send', { channelId: harbour, body: '@lena the pilot asks for you.' });
  const pilotage = await addGroups(owner, watch);
  const { secret } = await owner.call('invitations.create', {
    channelIds: [general],
    expiresInDays: 30,
    maxUses: 3,
  });
  return {
    deployment,
    origin: deployment.origin('acme'),
    channels: { general, incidents: past.get('incidents') ?? general, empty, archived },
    direct,
    group,
    root,
    tom: await idOf(owner, 'tom'),
    priya: await idOf(owner, 'priya'),
    watch,
    pilotage,
    invitation: secret,
    written: await writtenIn(owner),
  };
}

interface Clients {
  readonly owner: Client;
  readonly tom: Client;
  readonly lena: Client;
}

async function addRole(owner: Client): Promise<RoleRef> {
  const { role } = await owner.call('roles.create', {
    name: 'Harbour Watch',
    description: 'Reads the log at night and helps people in.',
    chosen: [
      'workspace.read',
      'message.write',
      'message.mention_all',
      'channel.join',
      'people.invite',
      'audit.view_security',
    ],
  });
  await owner.call('roles.assign', { principalId: await idOf(owner, 'marcus'), role: role.role });
  return role.role;
}

async function addGroups(owner: Client, role: RoleRef): Promise<GroupView['id']> {
  const people = async (groupId: GroupView['id'], handles: readonly string[]) =>
    owner.call('groups.addMembers', {
      ...{ groupId, principalIds: await Promise.all(handles.map((handle) => idOf(owner, handle))) },
    });
  const { group } = await owner.call('groups.create', {
    ...{ handle: 'pilotage', name: 'Pilotage', description: 'Brings ships in and out.', department: true },
  });
  const { group: night } = await owner.call('groups.create', {
    ...{ handle: 'night-pilots', name: 'Night Pilots', parentId: group.id, visibility: 'private' },
  });
  await owner.call('groups.create', {
    ...{ handle: 'enquiry', name: 'Enquiry', visibility: 'hidden', mentionableBy: 'nobody' },
  });
  await people(group.id, ['tom']);
  await people(night.id, ['yuki']);
  await owner.call('groups.setRoles', { groupId: group.id, revision: 1, roles: [role] });
  const channelId = await addChannel(owner, { name: 'pilot-house', kind: 'private', handles: ['lena'] });
  await owner.call('groups.linkChannel', { groupId: group.id, channelId });
  return group.id;
}

async function issueKey(owner: Client): Promise<void> {
  await owner.call('credentials.issue', {
    principalId: await idOf(owner, 'herald'),
    description: 'Morning report',
    scopes: ['messages:read', 'messages:write', 'channels:read'],
  });
}

/** An app that people let in, and the client of a bot. */
async function registerClients(owner: Client): Promise<void> {
  await owner.call('clients.create', {
    name: 'Berth Planner',
    authentication: 'none',
    grantTypes: ['authorization_code', 'refresh_token'],
    redirectUris: ['https://planner.example/done'],
    scopes: ['messages:read', 'messages:write', 'channels:read', 'people:write'],
  });
  await owner.call('clients.create', {
    name: 'Night Report',
    principalId: await idOf(owner, 'herald'),
    authentication: 'client_secret_basic',
    grantTypes: ['client_credentials'],
    scopes: ['messages:write'],
  });
}

/** @returns the message that has replies */
async function talk({ owner, tom, lena }: Clients, channelId: ChannelId): Promise<MessageId> {
  const say = async (client: Client, body: string, threadRootId?: MessageId) => {
    const { message } = await client.call('messages.send', {
      channelId,
      body,
      ...(threadRootId === undefined ? {} : { threadRootId }),
    });
    return message.id;
  };
  const pinned = await say(owner, 'House rules: **one** topic per thread, see https://status.example/rules');
  const root = await say(tom, 'Lunch is at one today, the canteen is back. @lena shall we?');
  await say(lena, 'Yes, `#3` and #7 are free.', root);
  await say(tom, 'Then #7.', root);
  await say(lena, 'The crane report:\n```\nload 41 t\nwind 9 m/s\n```\n> quoted from this morning');
  const edited = await say(tom, 'Van 3 is bak');
  await tom.call('messages.edit', { messageId: edited, body: 'Van 3 is back' });
  const gone = await say(lena, 'Wrong channel');
  await lena.call('messages.redact', { messageId: gone });
  for (const client of [tom, lena]) await client.call('reactions.add', { messageId: root, emoji: '👍' });
  await owner.call('pins.add', { messageId: pinned });
  return root;
}

async function talkAside({ owner, tom, lena }: Clients): Promise<readonly [ChannelId, ChannelId]> {
  const open = async (...handles: readonly string[]): Promise<ChannelId> => {
    const participants: PrincipalId[] = [];
    for (const handle of handles) participants.push(await idOf(owner, handle));
    const { channel } = await lena.call('channels.openDirect', { principalIds: participants });
    return channel.id;
  };
  const direct = await open('tom');
  await tom.call('messages.send', { channelId: direct, body: 'Do you have the key of van 3?' });
  await lena.call('messages.send', { channelId: direct, body: 'On the hook, left of the door.' });
  const group = await open('tom', 'yuki');
  await lena.call('messages.send', { channelId: group, body: 'Cake at four, say nothing.' });
  return [direct, group];
}

/** Whoever opens a channel now begins at its end. */
async function read(deployment: Deployment): Promise<void> {
  for (const handle of ['priya', ...staff, 'noor']) {
    const client = await clientFor(deployment, 'acme', handle);
    const { channels } = await client.call('channels.list', { limit: 500 });
    for (const { id: channelId, lastSeq } of channels)
      if (lastSeq > 0) await client.call('channels.markRead', { channelId, lastReadSeq: lastSeq });
    await client.call('sessions.end', {}).catch(() => undefined);
  }
}

async function writtenIn(owner: Client): Promise<readonly string[]> {
  const { principals } = await owner.call('principals.list', { limit: 500 });
  const { channels } = await owner.call('channels.directory', { limit: 200, archived: true });
  const names = principals.flatMap(({ displayName, handle }) => [displayName, `@${handle}`, handle]);
  const places = channels.flatMap(({ name, topic }) => [name, topic]);
  const others = [
    'Lunch is at one today, the canteen is back. @lena shall we?',
    'harbour-office',
    'Acme',
    'Globex',
    'leads',
    'Not for the floor',
    'Morning report',
    'Berth Planner',
    'Night Report',
    'Pier Display',
    'Harbour Watch',
    'Pilotage',
    'pilotage',
    'Night Pilots',
    'night-pilots',
    'Brings ships in and out.',
    'Enquiry',
    'enquiry',
    'pilot-house',
    'Reads the log at night and helps people in.',
    'Wardroom',
  ];
  return [...new Set([...names, ...places, ...others])]
    .filter((text) => text !== '')
    .toSorted((a, b) => b.length - a.length);
}
