/** Which members a list shows, and in which order. Pure. */
import type { Member, Person, PrincipalId } from '@wardroom/contract';
import { compare } from '../workspace/titles.ts';
import type { MembersFilter } from './panes.ts';

export interface Listed {
  readonly member: Member;
  readonly named: { readonly name: string; readonly person: Person | null };
  readonly kind: MemberKind;
}

interface Input {
  readonly members: readonly Member[];
  readonly people: Readonly<Record<PrincipalId, Person>>;
  readonly me: Person;
  readonly guests: readonly PrincipalId[];
  readonly kind: MembersFilter;
  readonly typed: string;
  readonly nobody: string;
}

type MemberKind = Exclude<MembersFilter, 'all'>;

/** The division of the server's count: who is a guest, it says. */
function kindOf(person: Person | null, guests: readonly PrincipalId[]): MemberKind {
  if (person !== null && person.kind !== 'person') return 'bots';
  return person !== null && guests.includes(person.id) ? 'guests' : 'people';
}

export function listed({ members, people, me, guests, kind, typed, nobody }: Input): readonly Listed[] {
  const wanted = typed.trim().replace(/^@/, '').toLowerCase();
  return members
    .map((member): Listed => {
      const person = people[member.principalId] ?? (member.principalId === me.id ? me : null);
      return {
        ...{ member, kind: kindOf(person, guests) },
        named: { name: person?.displayName ?? nobody, person },
      };
    })
    .filter(({ kind: own, named: { name, person } }) => {
      if (kind !== 'all' && own !== kind) return false;
      return wanted === '' || `${name} ${person?.handle ?? ''}`.toLowerCase().includes(wanted);
    })
    .sort((a, b) => compare(a.named.name, b.named.name));
}
