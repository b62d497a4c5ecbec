/** What can stand at the caret, best first. Pure. */
import type { GroupView, OwnChannel, Person, PrincipalId } from '@wardroom/contract';
import type { Emoji } from '../marks/emoji-data.ts';
import { nearness } from '../workspace/switching.ts';
import { compare } from '../workspace/titles.ts';
import { type Command, commands } from './commands.ts';

export type Offer =
  | {
      readonly kind: 'person';
      readonly key: string;
      readonly insert: string;
      readonly person: Person;
      readonly member: boolean;
    }
  | { readonly kind: 'everybody'; readonly key: string; readonly insert: string }
  | { readonly kind: 'group'; readonly key: string; readonly insert: string; readonly group: GroupView }
  | { readonly kind: 'channel'; readonly key: string; readonly insert: string; readonly channel: OwnChannel }
  | { readonly kind: 'emoji'; readonly key: string; readonly insert: string; readonly name: string }
  | { readonly kind: 'command'; readonly key: string; readonly insert: string; readonly command: Command };

export const mostOffers = 8;

const plain = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();

interface PeopleInput {
  readonly people: readonly Person[];
  readonly members: ReadonlySet<PrincipalId>;
  readonly me: PrincipalId;
  /** A word that means all members, where it does. */
  readonly everybody: string | null;
}

/** Members before others; within them whose name or handle begins with it; oneself never. */
export function peopleOffers(
  { people, members, me, everybody }: PeopleInput,
  query: string,
): readonly Offer[] {
  const wanted = plain(query);
  const found = people.flatMap((person) => {
    if (person.status !== 'active' || person.id === me) return [];
    const near = Math.min(nearness(person.displayName, wanted) ?? 9, nearness(person.handle, wanted) ?? 9);
    const member = members.has(person.id);
    // In the middle of a word is a guess: good enough for those who are here.
    if (near > (member ? 2 : 1)) return [];
    return [{ person, member, near }];
  });
  const offers = found
    .toSorted(
      (a, b) =>
        Number(b.member) - Number(a.member) ||
        a.near - b.near ||
        compare(a.person.displayName, b.person.displayName),
    )
    .slice(0, mostOffers)
    .map(
      ({ person, member }): Offer => ({
        kind: 'person',
        key: person.id,
        insert: `@${person.handle}`,
        person,
        member,
      }),
    );
  const all = everybody !== null && wanted !== '' && everybody.startsWith(wanted);
  return all ? [...offers.slice(0, mostOffers - 1), everybodyOffer(everybody)] : offers;
}

const everybodyOffer = (word: string): Offer => ({ kind: 'everybody', key: word, insert: `@${word}` });

/** Of those that one may mention. */
export function groupOffers(groups: readonly GroupView[], query: string): readonly Offer[] {
  const wanted = plain(query);
  return groups
    .flatMap((group) => {
      const near = Math.min(nearness(group.name, wanted) ?? 9, nearness(group.handle, wanted) ?? 9);
      return near > 1 ? [] : [{ group, near }];
    })
    .toSorted((a, b) => a.near - b.near || compare(a.group.name, b.group.name))
    .map(({ group }) => ({ kind: 'group', key: group.id, insert: `@${group.handle}`, group }));
}

/** Some of each where there are many of both. */
export const withGroups = (offers: readonly Offer[], groups: readonly Offer[]): readonly Offer[] => {
  const room = Math.max(mostOffers - offers.length, 2);
  return [...offers.slice(0, mostOffers - Math.min(groups.length, room)), ...groups.slice(0, room)];
};

export function channelOffers(channels: readonly OwnChannel[], query: string): readonly Offer[] {
  const wanted = plain(query);
  return channels
    .flatMap((channel) => {
      const near = channel.kind === 'direct' ? null : nearness(channel.name, wanted);
      return near === null ? [] : [{ channel, rank: near + (channel.archived ? 10 : 0) }];
    })
    .toSorted((a, b) => a.rank - b.rank || compare(a.channel.name, b.channel.name))
    .slice(0, mostOffers)
    .map(({ channel }) => ({ kind: 'channel', key: channel.id, insert: `#${channel.name}`, channel }));
}

/** By its short codes first, then by the words of its English name. */
export function emojiOffers(
  codes: ReadonlyMap<string, string>,
  found: readonly Emoji[],
  query: string,
): readonly Offer[] {
  const wanted = query.toLowerCase();
  const offers = new Map<string, Offer>();
  const offer = (emoji: string, name: string) => {
    if (!offers.has(emoji)) offers.set(emoji, { kind: 'emoji', key: emoji, insert: emoji, name });
  };
  const exact = codes.get(wanted);
  if (exact !== undefined) offer(exact, `:${wanted}:`);
  for (const [code, emoji] of codes) {
    if (offers.size >= mostOffers) break;
    if (code.startsWith(wanted)) offer(emoji, `:${code}:`);
  }
  for (const { emoji, label } of found) {
    if (offers.size >= mostOffers) break;
    offer(emoji, label);
  }
  return [...offers.values()].slice(0, mostOffers);
}

/** All that begin so. One that is written out needs no offer: Enter runs it. */
export const commandOffers = (query: string): readonly Offer[] =>
  commands.some(({ name }) => name === query)
    ? []
    : commands
        .filter(({ name }) => name.startsWith(query))
        .map((command) => ({ kind: 'command', key: command.name, insert: `/${command.name}`, command }));
