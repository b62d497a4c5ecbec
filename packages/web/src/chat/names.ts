import type { Person, PrincipalId } from '@wardroom/contract';
import { useCallback, useMemo } from 'react';
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

export function nameOf(synced: Synced, id: PrincipalId): Named {
  const person = synced.people[id] ?? (synced.me.id === id ? synced.me : undefined);
  if (person === undefined) return unknown;
  return { name: person.displayName, handle: person.handle, kind: person.kind };
}

const everybody = new Set(['channel', 'everyone']);

/** Handle → whom it means, for the eye. Who is notified is decided on the server. */
export function useMentionTitle(): MentionTitle {
  const { people, me } = useSynced();
  const byHandle = useMemo(() => {
    const handles = new Map<string, Person>();
    for (const person of Object.values(people)) handles.set(person.handle, person);
    handles.set(me.handle, me);
    return handles;
  }, [people, me]);
  return useCallback(
    (name) => {
      if (everybody.has(name)) return { title: 'Everybody in this channel', me: true };
      const person = byHandle.get(name);
      return person === undefined ? null : { title: person.displayName, me: person.id === me.id };
    },
    [byHandle, me.id],
  );
}
