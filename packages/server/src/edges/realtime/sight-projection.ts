/**
 * Who is told when departments come to show somebody, or no longer. One person’s move is told to those who see them now and
 * did not, or the other way round; whatever is more than that begins with a new snapshot.
 */
import { type Event, encodeId, type Uuid } from '@wardroom/contract';
import type { StoredEvent } from '../../kernel/event-log/event.ts';
import type { Audience } from './audience.ts';
import type { Content } from './content.ts';
import type { Projection } from './projected.ts';

export function projectSight({ subjectId }: StoredEvent, content: Content, audience: Audience): Projection {
  return subjectId === undefined
    ? everybodyAnew(content, audience)
    : moved(subjectId, content.departments.get(subjectId) ?? [], content, audience);
}

/** The present cannot tell who was seen then. */
export const projectPastSight = (audience: Audience): Projection => {
  const heeds = (viewer: Uuid) => audience.heedsDepartments(viewer);
  return { shared: null, isRecipient: heeds, resync: heeds };
};

function everybodyAnew({ sight }: Content, audience: Audience): Projection {
  const before = new Map([...audience.known()].map((id) => [id, audience.seesEverybody(id)]));
  const changed = sight === null ? null : audience.departments.replace(sight);
  const affected = new Set<Uuid>();
  for (const [id, sawEverybody] of before) {
    const isOther = audience.seesEverybody(id) !== sawEverybody;
    if (isOther || (changed?.has(id) && audience.seesByDepartment(id))) affected.add(id);
  }
  const isAffected = (viewer: Uuid) => affected.has(viewer);
  return { shared: null, isRecipient: isAffected, resync: isAffected, outlookOf: affected };
}

function moved(
  subjectId: Uuid,
  departments: readonly Uuid[],
  content: Content,
  audience: Audience,
): Projection {
  const seers = () =>
    new Set(
      [...audience.departments.peersOf(subjectId)].filter(
        (viewer) => viewer !== subjectId && audience.seesPerson(viewer, subjectId),
      ),
    );
  const before = seers();
  audience.departments.set(subjectId, departments);
  const after = seers();
  // Whoever met them in the department they left may meet them elsewhere.
  const hidden = [...before].filter((viewer) => !audience.seesPerson(viewer, subjectId));
  const told = new Set([...hidden, ...after].filter((viewer) => !before.has(viewer) || !after.has(viewer)));
  const starts = (viewer: Uuid) => viewer === subjectId && audience.seesByDepartment(viewer);
  const person = content.people.get(subjectId);
  const gone: Event = { type: 'sight.changed', peopleHidden: [encodeId('principal', subjectId)] };
  const come: Event | null = person ? { type: 'sight.changed', peopleShown: [person] } : null;
  return {
    shared: null,
    isRecipient: (viewer) => told.has(viewer) || starts(viewer),
    own: (viewer) => (!told.has(viewer) ? null : audience.seesPerson(viewer, subjectId) ? come : gone),
    outlookOf: new Set([...hidden, subjectId]),
    resync: starts,
  };
}
