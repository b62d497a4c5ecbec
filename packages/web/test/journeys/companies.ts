/** Two workspaces with the people of the demonstration and what they have said before. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChannelId, PrincipalId } from '@wardroom/contract';
import type { Client } from '@wardroom/sdk';
import { type DemoCompany, demoCompanies } from '../../../cli/src/demo/companies.ts';
import { type ImportBatch, planImport, planSample } from '../../../cli/src/import/irc/index.ts';
import { requestsOf } from '../../../cli/src/import/requests.ts';
import type { Deployment } from './deployment.ts';

export type Slug = 'acme' | 'globex';

/** Nobody's password is right at another workspace. */
export const passwordOf = (slug: Slug, handle: string): string =>
  `quiet ${slug} harbour of ${[...handle].reverse().join('')} 42`;

const companyOf = (slug: Slug): DemoCompany => {
  const company = demoCompanies.find((known) => known.slug === slug);
  if (company === undefined) throw new Error(`there is no ${slug}`);
  return company;
};

const operatorPassword = 'a lantern over the north pier';

/** Operator and workspaces, each with its owner; then the people that are named. */
export async function foundCompanies(
  deployment: Deployment,
  people: Readonly<Partial<Record<Slug, readonly string[]>>>,
): Promise<void> {
  const operator = deployment.client(null);
  const foundingOf = (slug: Slug) => {
    const { name, owner } = companyOf(slug);
    const { handle, displayName } = owner;
    return {
      tenant: { slug, name },
      owner: { handle, displayName, password: passwordOf(slug, handle) },
    };
  };
  await operator.call('setup.complete', {
    secret: new URL(deployment.setupLink).hash.slice(1),
    operator: { name: 'harbour-office', password: operatorPassword },
    ...foundingOf('acme'),
  });
  if (people.globex !== undefined) {
    const { tenant, owner } = foundingOf('globex');
    await (await operatorOf(deployment)).call('directory.createTenant', { ...tenant, owner });
  }
  for (const slug of ['acme', 'globex'] as const) {
    const handles = people[slug];
    if (handles !== undefined) await addPeople(await ownerOf(deployment, slug), slug, handles);
  }
}

/** Whoever runs the deployment, signed in. */
export async function operatorOf(deployment: Deployment): Promise<Client> {
  const operator = deployment.client(null);
  await operator.call('operators.signIn', { name: 'harbour-office', password: operatorPassword });
  return operator;
}

async function addPeople(owner: Client, slug: Slug, handles: readonly string[]): Promise<void> {
  for (const { handle, displayName, role } of companyOf(slug).people)
    if (handles.includes(handle))
      await owner.call('principals.create', {
        handle,
        displayName,
        role,
        password: passwordOf(slug, handle),
      });
}

/** Somebody at a device that is not looked at here. */
export async function clientFor(deployment: Deployment, slug: Slug, handle: string): Promise<Client> {
  const client = deployment.client(slug);
  await client.call('sessions.create', { name: handle, password: passwordOf(slug, handle) });
  return client;
}

export const ownerOf = (deployment: Deployment, slug: Slug): Promise<Client> =>
  clientFor(deployment, slug, companyOf(slug).owner.handle);

/** @param handles who is in it beside the owner */
export async function addChannel(
  owner: Client,
  {
    handles,
    ...about
  }: { name: string; kind?: 'public' | 'private'; topic?: string; handles: readonly string[] },
): Promise<ChannelId> {
  const { channel } = await owner.call('channels.create', about);
  await addMembers(owner, channel.id, handles);
  return channel.id;
}

export async function addMembers(
  owner: Client,
  channelId: ChannelId,
  handles: readonly string[],
): Promise<void> {
  for (const handle of handles)
    await owner.call('channels.addMember', { channelId, principalId: await idOf(owner, handle) });
}

/** Whoever opens a channel now begins at its end. */
export async function readEverything(
  deployment: Deployment,
  slug: Slug,
  handles: readonly string[],
): Promise<void> {
  for (const handle of handles) {
    const client = await clientFor(deployment, slug, handle);
    const { channels } = await client.call('channels.list', { limit: 500 });
    for (const { id: channelId, lastSeq } of channels)
      if (lastSeq > 0) await client.call('channels.markRead', { channelId, lastReadSeq: lastSeq });
  }
}

export async function idOf(owner: Client, handle: string): Promise<PrincipalId> {
  for await (const { principals } of owner.pages('principals.list', { limit: 500 })) {
    const found = principals.find((principal) => principal.handle === handle);
    if (found !== undefined) return found.id;
  }
  throw new Error(`nobody is called ${handle}`);
}

/** Public logs, where there are some. */
export const logs =
  process.env['WARDROOM_IRC_DATA'] ??
  fileURLToPath(new URL('../../../../../shared/data/irc', import.meta.url));

/** Messages of the past: a slice of real logs where there are some, else what the demonstration says. */
export async function importPast(owner: Client, slug: Slug): Promise<Map<string, ChannelId>> {
  return await append(owner, planSample({ company: slug, endsAt: Date.now() }));
}

/** One channel with several thousand messages, threads among them. @returns its name and id */
export async function importLongPast(owner: Client): Promise<readonly [string, ChannelId]> {
  const slice = ['ubuntu.2005-02-08.train-a', 'ubuntu.2005-05-19.train-a', 'ubuntu.2006-06-01.train-a'];
  const paths = slice.map((base) => join(logs, `${base}.raw.txt`)).filter((path) => existsSync(path));
  const past = paths.length > 0 ? everyLog(paths) : repeatedSample(60);
  const [first] = await append(owner, past);
  if (first === undefined) throw new Error('nothing was imported');
  return first;
}

async function* everyLog(paths: readonly string[]): AsyncGenerator<ImportBatch> {
  for (const path of paths) yield* planImport(path);
}

/** The same conversations on the days before, as a channel that has existed for long. */
async function* repeatedSample(days: number): AsyncGenerator<ImportBatch> {
  const now = Date.now();
  for (let day = days; day > 0; day -= 1) {
    const again = (externalId: string) => `day-${day}:${externalId}`;
    for await (const batch of planSample({ company: 'acme', endsAt: now - day * 86_400_000 }))
      yield {
        ...batch,
        channels: [],
        messages: batch.messages.map((message) => ({
          ...message,
          channel: 'support',
          externalId: again(message.externalId),
          replyToExternalId: message.replyToExternalId === null ? null : again(message.replyToExternalId),
        })),
      };
  }
}

export async function append(
  owner: Client,
  past: AsyncIterable<ImportBatch>,
): Promise<Map<string, ChannelId>> {
  const channels = new Map<string, ChannelId>();
  for await (const { channel, input } of requestsOf(past))
    channels.set(channel, (await owner.call('imports.append', input)).channelId);
  return channels;
}
