/** What is shown while a reaction is on its way: the server's list with one's own wish laid over it. Pure. */
import type { PrincipalId, Reaction } from '@wardroom/contract';

/** Emoji → whether one wants it there. */
type Wishes = ReadonlyMap<string, boolean>;

export function withWishes(
  reactions: readonly Reaction[],
  wishes: Wishes | undefined,
  me: PrincipalId,
): readonly Reaction[] {
  if (wishes === undefined || wishes.size === 0) return reactions;
  const shown = reactions.flatMap((reaction) => {
    const wish = wishes.get(reaction.emoji);
    if (wish === undefined || wish === reaction.principalIds.includes(me)) return [reaction];
    const others = reaction.principalIds.filter((id) => id !== me);
    const principalIds = wish ? [...others, me] : others;
    return principalIds.length === 0 ? [] : [{ ...reaction, principalIds }];
  });
  const known = new Set(reactions.map(({ emoji }) => emoji));
  const added = [...wishes].flatMap(([emoji, wish]) =>
    wish && !known.has(emoji) ? [{ emoji, principalIds: [me] }] : [],
  );
  return [...shown, ...added];
}

const namesShown = 8;

/** Whose names a chip says, and how many more there are; oneself comes first. */
export function whoReacted(
  { principalIds }: Reaction,
  me: PrincipalId,
): { readonly named: readonly PrincipalId[]; readonly more: number } {
  const ordered = principalIds.includes(me) ? [me, ...principalIds.filter((id) => id !== me)] : principalIds;
  // One name is never replaced by "1 other".
  const named = ordered.length <= namesShown + 1 ? ordered : ordered.slice(0, namesShown);
  return { named, more: ordered.length - named.length };
}
