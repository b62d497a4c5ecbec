/** Which members a list shows, and in which order. Pure. */
import type { Member, Person, PrincipalId } from '@wardroom/contract';
import { compare } from '../workspace/titles.ts';
import type { MembersFilter } from './panes.ts';

export interface Listed {
  readonly member: Member;
  readonly named: { readonly name: string; readonly person: Person | null };
}

interface Input {
  readonly members: readonly Member[];
  readonly people: Readonly<Record<PrincipalId, Person>>;
  readonly me: Person;
  readonly kind: MembersFilter;
  readonly typed: string;
  readonly nobody: string;
}

/** The same division as the server's count: everybody who is neither a guest nor a machine is one of the people. */
export function kindOf(person: Person | null): Exclude<MembersFilter, 'all'> {
  if (person === null) return 'people';
  if (person.kind !== 'person') return 'bots';
  return person.role === 'guest' ? 'guests' : 'people';
}

export function listed({ members, people, me, kind, typed, nobody }: Input): readonly Listed[] {
  const wanted = typed.trim().replace(/^@/, '').toLowerCase();
  return members
    .map((member): Listed => {
      const person = people[member.principalId] ?? (member.principalId === me.id ? me : null);
      return { member, named: { name: person?.displayName ?? nobody, person } };
    })
    .filter(({ named: { name, person } }) => {
      if (kind !== 'all' && kindOf(person) !== kind) return false;
      return wanted === '' || `${name} ${person?.handle ?? ''}`.toLowerCase().includes(wanted);
    })
    .sort((a, b) => compare(a.named.name, b.named.name));
}
