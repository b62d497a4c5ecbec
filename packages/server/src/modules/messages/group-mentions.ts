/**
 * Whom the groups that a text names reach. A group that its author may not see or not mention is plain text, like a word
 * that nobody is called by.
 */
import type { Uuid } from '@wardroom/contract';
import type { ResourceFacts } from '../../kernel/authorise.ts';
import { type MentionedGroupRow, mostReached } from './store/group-mentions.ts';

export interface Reach {
  readonly people: readonly Uuid[];
  /** Some group has more people here than a message names one by one: it addresses everybody, where its author may. */
  readonly everybody: boolean;
}

/** Decides whether the author of a message may mention a group. */
export type MayMention = (resource: ResourceFacts) => boolean;

export function reachOf(groups: readonly MentionedGroupRow[], mayMention: MayMention): Reach {
  const people = new Set<Uuid>();
  let everybody = false;
  for (const group of groups) {
    if (!mayMention(resourceOf(group))) continue;
    const reached = new Set([...people, ...group.people]);
    if (reached.size > mostReached) everybody = true;
    else for (const id of group.people) people.add(id);
  }
  return { people: [...people], everybody };
}

const resourceOf = (row: MentionedGroupRow): ResourceFacts => ({
  id: row.group_id,
  facts: {
    kind: 'Group',
    visibility: row.visibility,
    mentionableBy: row.mentionable_by,
    membership: row.membership,
  },
});

/** Who is named by name first, then whom groups reach; nobody mentions themselves. */
export const everyoneNamed = (named: readonly Uuid[], { people }: Reach, author: Uuid): Uuid[] =>
  [...new Set([...named, ...people])].filter((id) => id !== author);
