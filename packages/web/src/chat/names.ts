import type { Person, PrincipalId } from '@wardroom/contract';
import { useCallback } from 'react';
import type { MentionTitle } from '../text/formatted.tsx';
import type { Synced } from '../workspace/state.ts';
import { useSynced } from '../workspace/use-workspace.ts';

export interface Named {
  readonly name: string;
  readonly handle: string | null;
  readonly kind: string;
}

/** Somebody outside of what this person may see, or not loaded yet. */
const unknown: Named = { name: 'Somebody', handle: null, kind: 'person' };

const named = new WeakMap<Person, Named>();

/** The same object for the same person, so that rows are drawn again only when it changed. */
export function nameOf(synced: Synced, id: PrincipalId): Named {
  const person = synced.people[id] ?? (synced.me.id === id ? synced.me : undefined);
  if (person === undefined) return unknown;
  const known = named.get(person);
  if (known !== undefined) return known;
  const made = { name: person.displayName, handle: person.handle, kind: person.kind };
  named.set(person, made);
  return made;
}

const everybody = new Set(['channel', 'everyone']);
const handles = new WeakMap<Synced['people'], ReadonlyMap<string, Person>>();

/** Once per change of the directory, not once per row. */
function byHandle(people: Synced['people']): ReadonlyMap<string, Person> {
  const known = handles.get(people);
  if (known !== undefined) return known;
  const made = new Map(Object.values(people).map((person) => [person.handle, person]));
  handles.set(people, made);
  return made;
}

/** Handle → whom it means, for the eye. Who is notified is decided on the server. */
export function useMentionTitle(): MentionTitle {
  const { people, me } = useSynced();
  return useCallback(
    (name) => {
      if (everybody.has(name)) return { title: 'Everybody in this channel', me: true };
      const person = name === me.handle ? me : byHandle(people).get(name);
      return person === undefined ? null : { title: person.displayName, me: person.id === me.id };
    },
    [people, me],
  );
}
