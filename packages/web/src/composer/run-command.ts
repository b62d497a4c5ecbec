/** What the commands do: the same calls as the buttons and dialogs, decided again by the server. */
import type { ChannelId, MessageId, Person, PrincipalId } from '@wardroom/contract';
import type { TextKey, Values } from '../i18n/catalogue.ts';
import { mute, shownOf } from '../workspace/arranging.ts';
import { addMember, leaveChannel, openDirect, setArchived, updateChannel } from '../workspace/channels.ts';
import type { Workspace } from '../workspace/model.ts';
import { arrange } from '../workspace/preferences.ts';
import { search, typeQuery } from '../workspace/searching.ts';
import type { Synced } from '../workspace/state.ts';
import { sendMessage } from '../workspace/writing.ts';
import { type CommandName, readHandles, shrug } from './commands.ts';

export interface CommandPlace {
  readonly channelId: ChannelId;
  readonly threadRootId: MessageId | null;
}

export interface Said {
  readonly key: TextKey;
  readonly values?: Values;
}

export type CommandOutcome =
  | { readonly kind: 'done'; readonly said: Said | null }
  | { readonly kind: 'go'; readonly to: '/' | '/search' | ChannelId }
  /** Not run: what is missing or wrong. The line stays to be corrected. */
  | { readonly kind: 'refused'; readonly said: Said }
  /** All commands are to be shown. */
  | { readonly kind: 'help' };

interface Input {
  readonly workspace: Workspace;
  readonly synced: Synced;
  readonly place: CommandPlace;
  readonly rest: string;
}

const refused = (key: TextKey, values: Values = {}): CommandOutcome => ({
  kind: 'refused',
  said: { key, values },
});
const done = (key: TextKey, values: Values = {}): CommandOutcome => ({ kind: 'done', said: { key, values } });

const runs: Readonly<Record<CommandName, (input: Input) => CommandOutcome | Promise<CommandOutcome>>> = {
  topic: runTopic,
  invite: runInvite,
  dm: runDm,
  async leave({ workspace, synced, place }) {
    if (isDirect(synced, place)) return refused('composer.notDirect', { name: 'leave' });
    await leaveChannel(workspace, place.channelId);
    return { kind: 'go', to: '/' };
  },
  async archive({ workspace, synced, place }) {
    if (isDirect(synced, place)) return refused('composer.notDirect', { name: 'archive' });
    await setArchived(workspace, place.channelId, true);
    return done('composer.archived');
  },
  async mute({ workspace, place }) {
    const { synced, arranging } = workspace.store.get();
    const muted = shownOf(synced?.preferences, arranging).muted.includes(place.channelId);
    await arrange(workspace, mute(place.channelId, !muted));
    return done(muted ? 'composer.unmuted' : 'composer.muted');
  },
  search({ workspace, rest }) {
    if (rest === '') return refused('composer.searchWhat');
    typeQuery(workspace, rest);
    search(workspace).catch(() => undefined);
    return { kind: 'go', to: '/search' };
  },
  shrug({ workspace, place, rest }) {
    sendMessage(workspace, { ...place, body: shrug(rest) });
    return { kind: 'done', said: null };
  },
  help: () => ({ kind: 'help' }),
};

/** Rejects with what the server refused. */
export async function runCommand(name: CommandName, input: Input): Promise<CommandOutcome> {
  return await runs[name](input);
}

/** What cannot be taken back by the same person is asked once more. */
export function asksFirst(name: CommandName, synced: Synced, { channelId }: CommandPlace): Said | null {
  const channel = synced.channels[channelId];
  if (channel === undefined || channel.kind === 'direct') return null;
  if (name === 'archive') return { key: 'composer.archiveSure', values: { name: channel.name } };
  const gone = name === 'leave' && channel.kind === 'private';
  return gone ? { key: 'composer.leaveSure', values: { name: channel.name } } : null;
}

const isDirect = (synced: Synced, { channelId }: CommandPlace): boolean =>
  synced.channels[channelId]?.kind === 'direct';

async function runTopic({ workspace, synced, place, rest }: Input): Promise<CommandOutcome> {
  const channel = synced.channels[place.channelId];
  if (channel === undefined || channel.kind === 'direct')
    return refused('composer.notDirect', { name: 'topic' });
  if (rest === '') return refused('composer.topicWhat');
  await updateChannel(workspace, channel.id, { name: channel.name, topic: rest.replaceAll(/\s+/g, ' ') });
  return done('composer.topicSet');
}

async function runInvite({ workspace, synced, place, rest }: Input): Promise<CommandOutcome> {
  if (isDirect(synced, place)) return refused('composer.notDirect', { name: 'invite' });
  const { handles, text } = readHandles(rest);
  const { people, missing } = named(synced, handles);
  if (missing !== null) return refused('composer.nobody', { handle: missing });
  if (people.length === 0 || text !== '') return refused('composer.inviteWhom');
  for (const { id } of people) await addMember(workspace, place.channelId, id);
  const names = people.map(({ displayName }) => displayName).join(', ');
  return done('composer.invited', { names });
}

async function runDm({ workspace, synced, rest }: Input): Promise<CommandOutcome> {
  const { handles, text } = readHandles(rest);
  const { people, missing } = named(synced, handles);
  if (missing !== null) return refused('composer.nobody', { handle: missing });
  const ids = people.map(({ id }): PrincipalId => id).filter((id) => id !== synced.me.id);
  if (ids.length === 0) return refused('composer.dmWhom');
  const channelId = await openDirect(workspace, ids);
  if (text !== '') sendMessage(workspace, { channelId, threadRootId: null, body: text });
  return { kind: 'go', to: channelId };
}

/** Whom the handles mean; the first that means nobody here. */
function named({ people, me }: Synced, handles: readonly string[]) {
  const known = new Map<string, Person>(
    [...Object.values(people), me].map((person) => [person.handle, person]),
  );
  const found = handles.flatMap((handle) => known.get(handle) ?? []);
  return { people: found, missing: handles.find((handle) => !known.has(handle)) ?? null };
}
