/** People, a bot with its key, and the channels they meet in; made when missing. */
import { existsSync } from 'node:fs';
import type { ChannelId, Person, PrincipalId } from '@wardroom/contract';
import type { Connection } from '../connection/connection.ts';
import { allPages } from '../connection/pages.ts';
import type { Surroundings } from '../surroundings.ts';
import { writePrivate } from '../terminal/private-file.ts';
import type { DemoCompany } from './companies.ts';
import { botKeyPath, unknownPassword, unlessDone } from './deployment.ts';

export interface DemoPlace {
  readonly surroundings: Surroundings;
  /** Data directory of the demonstration. */
  readonly directory: string;
  readonly company: DemoCompany;
  /** Acts as the owner. */
  readonly owner: Connection;
}

export async function ensurePeople({ surroundings, directory, company, owner }: DemoPlace): Promise<void> {
  const known = new Set((await listPeople(owner)).map(({ handle }) => handle));
  for (const { handle, displayName, role } of company.people) {
    if (known.has(handle)) continue;
    const password = unknownPassword(surroundings);
    await owner.call('principals.create', { handle, displayName, role, password });
  }
  if (!known.has(company.bot.handle)) await owner.call('principals.createBot', company.bot);
  const keyPath = botKeyPath(directory, company.slug);
  if (existsSync(keyPath)) return;
  const principalId = (await idsByHandle(owner)).get(company.bot.handle);
  if (principalId === undefined) return;
  const { secret } = await owner.call('credentials.issue', {
    principalId,
    description: 'Demonstration',
    scopes: ['messages:read', 'messages:write', 'channels:read', 'people:read', 'workspace:read'],
  });
  await writePrivate(keyPath, `${secret}\n`);
}

/** The same two channels everywhere: one for all, one that only some may see. */
export async function ensureChannels({ owner }: DemoPlace): Promise<void> {
  const known = new Set((await listChannels(owner)).map(({ name }) => name));
  if (!known.has('general'))
    await owner.call('channels.create', { name: 'general', topic: 'Everybody is here' });
  if (!known.has('leads'))
    await owner.call('channels.create', {
      name: 'leads',
      kind: 'private',
      topic: 'Owners and administrators',
    });
}

/** Staff into every public channel, administrators into the private one, the guest and the bot into one. */
export async function ensureMemberships({ company, owner }: DemoPlace): Promise<void> {
  const ids = await idsByHandle(owner);
  const channels = await listChannels(owner);
  const publicChannels = channels.filter(({ kind }) => kind === 'public');
  const add = async (channelId: ChannelId, handle: string) => {
    const principalId = ids.get(handle);
    if (principalId === undefined) return;
    await unlessDone(() => owner.call('channels.addMember', { channelId, principalId }));
  };
  for (const { id, joined } of publicChannels)
    if (!joined) await unlessDone(() => owner.call('channels.join', { channelId: id }));
  const staff = company.people.filter(({ role }) => role !== 'guest');
  for (const { id } of publicChannels) for (const { handle } of staff) await add(id, handle);
  for (const { id } of channels.filter(({ name }) => name === 'leads'))
    for (const { handle } of staff.filter(({ role }) => role === 'admin')) await add(id, handle);
  const [shared] = publicChannels.filter(({ name }) => name !== 'general');
  if (shared === undefined) return;
  await add(shared.id, company.bot.handle);
  for (const { handle } of company.people.filter(({ role }) => role === 'guest'))
    await add(shared.id, handle);
}

async function listChannels(owner: Connection) {
  const own = await allPages(async (after: { after?: ChannelId }) => {
    const { channels, next } = await owner.call('channels.list', { limit: 500, ...after });
    return { rows: channels, next };
  });
  const open = await allPages(async (after: { after?: ChannelId }) => {
    const { channels, next } = await owner.call('channels.directory', { limit: 500, ...after });
    return { rows: channels, next };
  });
  const known = own.map((channel) => ({
    id: channel.id,
    name: channel.name,
    kind: channel.kind,
    joined: true,
  }));
  const joined = new Set(known.map(({ id }) => id));
  const others = open.filter(({ id }) => !joined.has(id));
  return [...known, ...others.map(({ id, name, kind }) => ({ id, name, kind, joined: false }))];
}

async function idsByHandle(owner: Connection): Promise<Map<string, PrincipalId>> {
  return new Map((await listPeople(owner)).map(({ handle, id }) => [handle, id]));
}

function listPeople(owner: Connection): Promise<Person[]> {
  return allPages(async (after: { after?: PrincipalId }) => {
    const { principals, next } = await owner.call('principals.list', { limit: 500, ...after });
    return { rows: principals, next };
  });
}
