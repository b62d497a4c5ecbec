/** The sidebar as a list of rows: headings and channels, in the order of the person's own arrangement. Pure. */
import type { ChannelId, OwnChannel, Preferences } from '@wardroom/contract';
import type { Synced } from '../workspace/state.ts';
import { type ChannelTitle, compare, titleOf } from '../workspace/titles.ts';

/** Names of the built-in sections; an own section has its id. */
type BuiltIn = 'favourites' | 'channels' | 'direct';

export interface HeadRow {
  readonly kind: 'head';
  readonly key: string;
  readonly section: BuiltIn | { readonly id: string; readonly title: string; readonly at: number };
  readonly collapsed: boolean;
  readonly count: number;
}

export interface ChannelRow {
  readonly kind: 'channel';
  readonly key: string;
  readonly channel: OwnChannel;
  readonly title: ChannelTitle;
  readonly muted: boolean;
  readonly favourite: boolean;
  /** Own section it is in. */
  readonly sectionId: string | null;
}

export interface EmptyRow {
  readonly kind: 'empty';
  readonly key: string;
  readonly section: BuiltIn | 'own';
}

export type SidebarRow = HeadRow | ChannelRow | EmptyRow;

interface Input {
  readonly channels: Synced['channels'];
  readonly people: Synced['people'];
  readonly me: Synced['me'];
  readonly preferences: Preferences;
  readonly current: string | undefined;
  readonly nobody: string;
}

export const builtIns = { channels: 'channels', direct: 'direct', favourites: 'favourites' } as const;

/** Mentions stand out even in a muted channel; everything else there does not. */
export const standsOut = ({ channel, muted }: Pick<ChannelRow, 'channel' | 'muted'>): boolean =>
  channel.membership.mentions > 0 || (!muted && channel.membership.unread > 0);

export function sidebarRows({
  channels,
  people,
  me,
  preferences,
  current,
  nobody,
}: Input): readonly SidebarRow[] {
  const favourites = new Set(preferences.favourites);
  const muted = new Set(preferences.muted);
  const collapsed = new Set(preferences.collapsed);
  const sectionOf = new Map<ChannelId, string>();
  for (const { id, channelIds } of preferences.sections)
    for (const channelId of channelIds) sectionOf.set(channelId, id);
  const places = new Map<string, ChannelRow[]>();
  for (const channel of Object.values(channels)) {
    const favourite = favourites.has(channel.id);
    const sectionId = sectionOf.get(channel.id) ?? null;
    const title = titleFor(channel, { people, me }, nobody);
    const row = {
      kind: 'channel',
      key: channel.id,
      channel,
      title,
      muted: muted.has(channel.id),
      favourite,
      sectionId,
    } as const;
    const home = channel.kind === 'direct' ? builtIns.direct : builtIns.channels;
    const place = favourite ? builtIns.favourites : (sectionId ?? home);
    const there = places.get(place);
    if (there === undefined) places.set(place, [row]);
    else there.push(row);
  }
  const rowsOf = (key: string, section: HeadRow['section']): SidebarRow[] => {
    const here = (places.get(key) ?? []).sort(inPlace);
    const folded = collapsed.has(key);
    const head: HeadRow = {
      kind: 'head',
      key: `head ${key}`,
      section,
      collapsed: folded,
      count: here.length,
    };
    // What asks to be read, and where one is, shows even in a folded section.
    const shown = folded ? here.filter((row) => row.key === current || standsOut(row)) : here;
    if (here.length === 0 && !folded)
      return [
        head,
        { kind: 'empty', key: `empty ${key}`, section: typeof section === 'string' ? section : 'own' },
      ];
    return [head, ...shown];
  };
  return [
    ...(places.has(builtIns.favourites) ? rowsOf(builtIns.favourites, builtIns.favourites) : []),
    ...preferences.sections.flatMap(({ id, title }, at) => rowsOf(id, { id, title, at })),
    ...rowsOf(builtIns.channels, builtIns.channels),
    ...rowsOf(builtIns.direct, builtIns.direct),
  ];
}

/** Archived ones last; a list that keeps its order is found again by the hand. */
const inPlace = (a: ChannelRow, b: ChannelRow): number =>
  Number(a.channel.archived) - Number(b.channel.archived) || compare(a.title.name, b.title.name);

const titles = new WeakMap<OwnChannel, { people: Synced['people']; nobody: string; title: ChannelTitle }>();

/** The same title for the same channel and people, so that rows are drawn again only when something changed. */
function titleFor(channel: OwnChannel, known: Pick<Synced, 'people' | 'me'>, nobody: string): ChannelTitle {
  const cached = titles.get(channel);
  const fits = channel.kind !== 'direct' || cached?.people === known.people;
  if (cached !== undefined && fits && cached.nobody === nobody) return cached.title;
  const title = titleOf(known, channel, nobody);
  titles.set(channel, { people: known.people, nobody, title });
  return title;
}

/** The channel `step` places away from the current one, among those that `wanted` accepts; goes round. */
export function neighbour(
  rows: readonly SidebarRow[],
  current: string | undefined,
  step: -1 | 1,
  wanted: (row: ChannelRow) => boolean = () => true,
): ChannelId | null {
  const shown = rows.filter((row) => row.kind === 'channel');
  const at = shown.findIndex(({ key }) => key === current);
  for (let distance = 1; distance <= shown.length; distance += 1) {
    const start = at === -1 && step === -1 ? 0 : at;
    const row = shown.at((start + step * distance + shown.length * 2) % shown.length);
    if (row !== undefined && row.key !== current && wanted(row)) return row.channel.id;
  }
  return null;
}
