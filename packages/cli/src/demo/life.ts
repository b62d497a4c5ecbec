/**
 * Lets the people of a demonstration do what people do: introduce themselves, write, answer, react, pin. Each acts with
 * their own session, as permissions want it. Done twice it changes nothing: messages carry fixed keys.
 */
import type { ChannelId, Message, MessageId, PrincipalId } from '@wardroom/contract';
import type { Connection } from '../connection/connection.ts';
import { allPages } from '../connection/pages.ts';
import { CommandFailure } from '../failure.ts';
import { type DemoCompany, everybody } from './companies.ts';
import { type DemoDeployment, enter } from './deployment.ts';
import { type DemoLife, demoLife, type Highlight, type Line, type Marks, type Scene } from './scenes.ts';

interface Actor {
  readonly id: PrincipalId;
  readonly displayName: string;
  readonly connection: Connection;
  /** By name; direct messages have none. */
  readonly channels: ReadonlyMap<string, ChannelId>;
}
type Cast = ReadonlyMap<string, Actor>;

export async function enliven(deployment: DemoDeployment, company: DemoCompany): Promise<void> {
  const life = demoLife[company.slug];
  const cast = new Map<string, Actor>();
  try {
    for (const { handle } of everybody(company))
      cast.set(handle, await appear(await enter(deployment, company.slug, handle)));
    await introduce(cast, life);
    for (const highlight of life.highlights) await mark(cast, company, highlight);
    for (const [number, scene] of life.scenes.entries()) await perform(cast, scene, number);
    await arrange(actorOf(cast, company.owner.handle), life);
  } finally {
    for (const { connection } of cast.values()) await connection.close();
  }
}

async function appear(connection: Connection): Promise<Actor> {
  const { principal } = await connection.call('sessions.show', {});
  const channels = await allPages(async (after: { after?: ChannelId }) => {
    const { channels: rows, next } = await connection.call('channels.list', { limit: 500, ...after });
    return { rows, next };
  });
  return {
    id: principal.id,
    displayName: principal.displayName,
    connection,
    channels: new Map(channels.flatMap(({ id, name }) => (name === '' ? [] : [[name, id] as const]))),
  };
}

async function introduce(cast: Cast, { titles }: DemoLife): Promise<void> {
  for (const [handle, title] of Object.entries(titles)) {
    const { connection, displayName } = actorOf(cast, handle);
    await connection.call('principals.updateProfile', { displayName, title });
  }
}

/** Lines of a channel that is not there, because other logs were imported, are left out. */
async function perform(cast: Cast, { place, lines }: Scene, number: number): Promise<void> {
  const [first] = lines;
  const channelId =
    typeof place === 'string'
      ? first && actorOf(cast, first.by).channels.get(place)
      : await openDirect(cast, place);
  if (channelId === undefined) return;
  const roots = new Map<string, MessageId>();
  for (const [position, line] of lines.entries()) {
    const { connection } = actorOf(cast, line.by);
    const threadRootId = line.inThread === undefined ? undefined : roots.get(line.inThread);
    const { message } = await connection.call('messages.send', {
      channelId,
      body: line.text,
      clientKey: `demo-scene-${number}-${position}`,
      ...(threadRootId === undefined ? {} : { threadRootId }),
    });
    if (line.root !== undefined) roots.set(line.root, message.id);
    await react(cast, message.id, line);
  }
}

async function openDirect(cast: Cast, handles: readonly string[]): Promise<ChannelId | undefined> {
  const [opener, ...others] = handles.map((handle) => actorOf(cast, handle));
  if (opener === undefined) return undefined;
  const principalIds = others.map(({ id }) => id);
  return (await opener.connection.call('channels.openDirect', { principalIds })).channel.id;
}

async function react(
  cast: Cast,
  messageId: MessageId,
  { reactions = {}, pinnedBy }: Pick<Line, 'reactions' | 'pinnedBy'>,
): Promise<void> {
  for (const [handle, emoji] of pairsOf(reactions))
    await actorOf(cast, handle).connection.call('reactions.add', { messageId, emoji });
  if (pinnedBy !== undefined) await actorOf(cast, pinnedBy).connection.call('pins.add', { messageId });
}

const pairsOf = (reactions: Marks) =>
  Object.entries(reactions).flatMap(([emoji, handles]) => handles.map((handle) => [handle, emoji] as const));

async function mark(cast: Cast, company: DemoCompany, highlight: Highlight): Promise<void> {
  const owner = actorOf(cast, company.owner.handle);
  const channelId = owner.channels.get(highlight.channel);
  if (channelId === undefined) return;
  const { messages } = await owner.connection.call('messages.list', { channelId, limit: 200 });
  const found = messages.find(({ body }: Message) => body?.startsWith(highlight.begins));
  if (found !== undefined) await react(cast, found.id, highlight);
}

/** Only who has arranged nothing yet: what people do with a demonstration stays. */
async function arrange({ connection, channels }: Actor, { sections, favourites }: DemoLife): Promise<void> {
  const { preferences, revision } = await connection.call('preferences.get', {});
  if (revision > 0) return;
  const idsOf = (names: readonly string[]) => names.flatMap((name) => channels.get(name) ?? []);
  const arranged = Object.entries(sections)
    .map(([title, names], index) => ({ id: `demo-section-${index}`, title, channelIds: idsOf(names) }))
    .filter(({ channelIds }) => channelIds.length > 0);
  await connection.call('preferences.update', {
    preferences: { ...preferences, sections: arranged, favourites: idsOf(favourites) },
    revision,
  });
}

function actorOf(cast: Cast, handle: string): Actor {
  const actor = cast.get(handle);
  if (actor === undefined) throw new CommandFailure('not_found', `Nobody here is called ${handle}.`);
  return actor;
}
