import type { Person, PrincipalId } from '@wardroom/contract';
import { useCallback } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import type { MentionTitle } from '../text/inlines.tsx';
import { useGroups } from '../workspace/groups.ts';
import type { Synced } from '../workspace/state.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import { showPerson } from './panes.ts';

export interface Named {
  readonly name: string;
  readonly handle: string | null;
  readonly kind: Person['kind'];
}

/** Somebody outside of what this person may see, or not loaded yet. */
const unknown = new Map<string, Named>();

function unknownAs(name: string): Named {
  const known = unknown.get(name) ?? { name, handle: null, kind: 'person' };
  unknown.set(name, known);
  return known;
}

const named = new WeakMap<Person, Named>();

/**
 * The same object for the same person, so that rows are drawn again only when it changed.
 *
 * @param nobody the word for whom this person does not see
 */
export function nameOf(synced: Synced, id: PrincipalId, nobody: string): Named {
  const person = synced.people[id] ?? (synced.me.id === id ? synced.me : undefined);
  if (person === undefined) return unknownAs(nobody);
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
  const { t } = useTexts();
  const groups = useGroups(false);
  return useCallback(
    (name) => {
      if (everybody.has(name)) return { title: t('chat.everybodyHere'), me: true, open: null };
      const person = name === me.handle ? me : byHandle(people).get(name);
      if (person === undefined) {
        const group = groups.find(({ handle }) => handle === name);
        return group === undefined ? null : { title: group.name, me: group.own !== null, open: null };
      }
      const { id, displayName } = person;
      return { title: displayName, me: id === me.id, open: () => showPerson(id) };
    },
    [people, me, groups, t],
  );
}
