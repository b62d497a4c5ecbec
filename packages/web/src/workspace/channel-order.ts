import type { OwnChannel } from '@wardroom/contract';

/** By name; archived ones last. A list that keeps its order is found again by the hand. */
export const inOrder = (channels: readonly OwnChannel[]): readonly OwnChannel[] =>
  channels.toSorted((a, b) => Number(a.archived) - Number(b.archived) || a.name.localeCompare(b.name));

/** Names that begin with what was typed come before names that only contain it; unread before read. */
export function matches(channels: readonly OwnChannel[], typed: string): readonly OwnChannel[] {
  const wanted = typed.trim().toLowerCase().replace(/^#/, '');
  const rank = ({ name, membership }: OwnChannel) =>
    (name.startsWith(wanted) ? 0 : 2) + (membership.unread > 0 ? 0 : 1);
  return channels
    .filter(({ name }) => name.includes(wanted))
    .toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}
