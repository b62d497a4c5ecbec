/** What policies would have made of what was logged. What roles denied stays denied. */

import type { Permission } from '@wardroom/contract';
import { uuidOf } from '@wardroom/contract';
import type { AttributeRequest } from '@wardroom/policy/attributes';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { type GroupNames, handlesIn, namesOf, readGroupNames } from '../../kernel/policies/index.ts';
import { requireCandidate } from './candidate.ts';
import { activeSet, compare, counted, questionsAbout } from './compare.ts';
import { type Opened, openDecisions, toDecisionView } from './decision.ts';
import { currentSettings } from './state.ts';
import { listDecisionsSince } from './store.ts';

const mostExamined = 5_000;
const mostShown = 100;

export const simulatePolicies = (): Implementation =>
  implementQuery('policies.simulate', {
    async run(tx, context, input) {
      const { keys } = context;
      context.authorise('policies.view', workspace);
      const then = await requireCandidate(tx, keys, input);
      const now = await activeSet(tx, keys, await currentSettings(tx));
      const handles = handlesIn(keys, [...then.policies, ...(now?.policies ?? [])]);
      const [rows, names] = await Promise.all([
        listDecisionsSince(tx, input.since ?? 0, mostExamined),
        readGroupNames(tx, handles),
      ]);
      return { then, now, rows, names };
    },
    async present({ keys, tenant }, { then, now, rows, names }) {
      const opened = await openDecisions(keys, rows);
      // What roles denied, and what nothing was found for, no policy changes.
      const asked = opened.filter(
        ({ row, request }) => (row.allowed || row.by_policy) && request.resource !== null,
      );
      const changes = await compare(
        tenant.id,
        { now, then },
        asked.map((one) => questionsOf(one, names)),
      );
      return {
        examined: rows.length,
        changes: changes.slice(0, mostShown).flatMap(({ index, change, determining }) => {
          const one = asked[index];
          return one
            ? [{ decision: toDecisionView(one), change, determining: determining.slice(0, 50) }]
            : [];
        }),
        ...counted(changes),
      };
    },
  });

/** Groups as they are called now: the policies of that day may have named others. */
function questionsOf({ row, request }: Opened, names: GroupNames): AttributeRequest[] {
  const { principal, resource, context } = request;
  if (resource === null) return [];
  const called = (groups: readonly string[]) =>
    namesOf(
      groups.filter((group) => group.startsWith('grp_')).map((id) => uuidOf(id)),
      names,
    );
  const renamed = <T extends { readonly groups: readonly string[] }>(one: T): T => ({
    ...one,
    groups: called(one.groups),
  });
  const about =
    resource.type === 'Channel' || resource.type === 'Principal'
      ? renamed(resource)
      : resource.type === 'Message'
        ? { ...resource, channel: renamed(resource.channel) }
        : resource;
  return questionsAbout(renamed(principal), row.permission as Permission, about, context);
}
