/** What the switcher offers, best first. Pure. */
import type { ChannelId, OwnChannel, Person } from '@wardroom/contract';
import { type ChannelTitle, compare } from './titles.ts';

export interface ChannelTarget {
  readonly kind: 'channel';
  readonly id: ChannelId;
  readonly channel: OwnChannel;
  readonly title: ChannelTitle;
  readonly muted: boolean;
}
interface PersonTarget {
  readonly kind: 'person';
  readonly id: Person['id'];
  readonly person: Person;
}
export interface ActionTarget<A extends string = string> {
  readonly kind: 'action';
  readonly id: A;
  readonly label: string;
}
export type Target<A extends string = string> = ChannelTarget | PersonTarget | ActionTarget<A>;

interface Input<A extends string> {
  readonly channels: readonly ChannelTarget[];
  readonly people: readonly Person[];
  readonly actions: readonly ActionTarget<A>[];
  /** Channels visited, newest first. */
  readonly recent: readonly ChannelId[];
  readonly typed: string;
  readonly most: number;
}

/** Actions that are offered before anything is typed: that there are any must be seen. */
const mostUnasked = 4;

const plain = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** 0: begins with it; 1: a word of it does; 2: it is inside; null: not at all. */
export function nearness(name: string, wanted: string): 0 | 1 | 2 | null {
  const inside = plain(name);
  if (inside.startsWith(wanted)) return 0;
  const at = inside.indexOf(wanted);
  if (at === -1) return null;
  return /[\s._,-]/.test(inside[at - 1] ?? '') ? 1 : 2;
}

/**
 * Unread first (mentions before the rest, muted ones are not unread), then what was visited last, then by name. What was
 * typed narrows; people one has no direct message with come after channels, actions last.
 */
export function targetsFor<A extends string>(input: Input<A>): readonly Target<A>[] {
  const { channels, people, actions, recent, most } = input;
  const wanted = plain(input.typed.trim().replace(/^[#@]/, ''));
  const place = new Map(recent.map((id, index) => [id, index]));
  const ranked = channels
    .flatMap((target) => {
      const near = nearness(target.title.name, wanted);
      return near === null
        ? []
        : [{ target, rank: [near, attention(target), place.get(target.id) ?? 9_999] }];
    })
    .toSorted((a, b) => byRank(a.rank, b.rank) || compare(a.target.title.name, b.target.title.name))
    .map(({ target }) => target);
  const met = new Set(channels.flatMap(({ title }) => (title.other === null ? [] : [title.other])));
  const others = people.filter((person) => !met.has(person.id) && isPerson(person, wanted));
  const found = others
    .toSorted((a, b) => compare(a.displayName, b.displayName))
    .map((person): PersonTarget => ({ kind: 'person', id: person.id, person }));
  if (wanted === '') return [...ranked.slice(0, most - mostUnasked), ...actions.slice(0, mostUnasked)];
  const doable = actions.filter(({ label }) => nearness(label, wanted) !== null);
  return [...ranked.slice(0, most), ...found.slice(0, most), ...doable].slice(0, most);
}

type SectionName = 'unread' | 'recent' | 'channels' | 'people' | 'actions';

export interface TargetSection<A extends string = string> {
  readonly name: SectionName;
  readonly targets: readonly Target<A>[];
}

/** The targets in their order, under what they have in common. What was typed says more than what is unread. */
export function sectionsOf<A extends string>(
  targets: readonly Target<A>[],
  { recent, typed }: Pick<Input<A>, 'recent' | 'typed'>,
): readonly TargetSection<A>[] {
  const visited = new Set(recent);
  const nameOf = (target: Target<A>): SectionName => {
    if (target.kind !== 'channel') return target.kind === 'person' ? 'people' : 'actions';
    if (typed.trim() !== '' || target.channel.archived) return 'channels';
    if (attention(target) < 2) return 'unread';
    return visited.has(target.id) ? 'recent' : 'channels';
  };
  const sections: { name: SectionName; targets: Target<A>[] }[] = [];
  for (const target of targets) {
    const name = nameOf(target);
    const last = sections.at(-1);
    if (last?.name === name) last.targets.push(target);
    else sections.push({ name, targets: [target] });
  }
  return sections;
}

function attention({ channel, muted }: ChannelTarget): number {
  const { unread, mentions } = channel.membership;
  if (channel.archived) return 3;
  if (mentions > 0) return 0;
  return unread > 0 && !muted ? 1 : 2;
}

const isPerson = ({ displayName, handle, status }: Person, wanted: string): boolean =>
  status === 'active' && (nearness(displayName, wanted) !== null || handle.startsWith(wanted));

function byRank(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) if (value !== b[index]) return value - (b[index] ?? 0);
  return 0;
}

const mostRecent = 30;

/** The visited channel first, each once. */
export const visitedNow = (recent: readonly ChannelId[], channelId: ChannelId): readonly ChannelId[] =>
  [channelId, ...recent.filter((id) => id !== channelId)].slice(0, mostRecent);
