/** What a channel is called: its name, or for a direct or group message the names of the others. */
import type { Channel, Person, PrincipalId } from '@wardroom/contract';
import type { Synced } from './state.ts';

type ChannelLook =
  | 'public'
  | 'private'
  /** With one other person; `other` says who. */
  | 'direct'
  | 'group'
  /** With a bot, service or agent. */
  | 'bot'
  /** Notes to oneself. */
  | 'self';

export interface ChannelTitle {
  readonly name: string;
  readonly look: ChannelLook;
  readonly other: PrincipalId | null;
  /** Of a direct or group message: who is at the other end. */
  readonly names: readonly string[];
}

type Known = Pick<Synced, 'people' | 'me'>;
type Titled = Pick<Channel, 'kind' | 'name' | 'participants'>;

/** `nobody`: the name of somebody outside of what this person may see. */
export function titleOf({ people, me }: Known, channel: Titled, nobody: string): ChannelTitle {
  if (channel.kind !== 'direct') return { name: channel.name, look: channel.kind, other: null, names: [] };
  const others = channel.participants.filter((id) => id !== me.id);
  const [other = null] = others;
  if (other === null) return { name: me.displayName, look: 'self', other: me.id, names: [me.displayName] };
  const names = others.map((id) => people[id]?.displayName ?? nobody).toSorted(compare);
  if (others.length > 1) return { name: names.join(', '), look: 'group', other: null, names };
  const kind: Person['kind'] = people[other]?.kind ?? 'person';
  return { name: names[0] ?? nobody, look: kind === 'person' ? 'direct' : 'bot', other, names };
}

/** The same for all: an order that does not depend on the reader's language settings jumps nowhere. */
const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });
export const compare = (a: string, b: string): number => collator.compare(a, b);
