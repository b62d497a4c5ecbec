/** Entries of several answers in one list: newest first, none twice. Pure. */
import type { AuditEntryView } from '@wardroom/contract';

/** Ids begin with the time, and sort as text. Of two with one id the one that has its place stays. */
export function mergeEntries(...lists: readonly (readonly AuditEntryView[])[]): readonly AuditEntryView[] {
  const known = new Map<string, AuditEntryView>();
  for (const entry of lists.flat()) {
    const other = known.get(entry.id);
    if (other === undefined || other.index === null) known.set(entry.id, entry);
  }
  return [...known.values()].toSorted((one, other) => (one.id < other.id ? 1 : -1));
}

interface Answer {
  readonly entries: readonly AuditEntryView[];
  readonly next: AuditEntryView['id'] | null;
}

/** One page of what several searches found together: as far down as all of them have looked. */
export function mergePages(answers: readonly Answer[]): {
  readonly rows: readonly AuditEntryView[];
  readonly next: string | null;
} {
  const reached = answers.map(({ next }) => next).filter((next) => next !== null);
  const next = reached.toSorted().at(-1) ?? null;
  const rows = mergeEntries(...answers.map(({ entries }) => entries));
  return { rows: next === null ? rows : rows.filter(({ id }) => id >= next), next };
}

/** How many of these are in none of the lists. */
export function countNew(
  held: readonly AuditEntryView[],
  ...lists: readonly (readonly AuditEntryView[])[]
): number {
  if (held.length === 0) return 0;
  const known = new Set(lists.flat().map(({ id }) => id));
  return held.filter(({ id }) => !known.has(id)).length;
}

export const concerns = ({ actorId, subjectId, resourceId }: AuditEntryView, about: string | null): boolean =>
  about === null || [actorId, subjectId, resourceId].includes(about);
