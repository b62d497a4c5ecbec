/** Who of everybody would gain or lose something by policies: in one situation, on one kind of resource. */
import { encodeId } from '@wardroom/contract';
import { completeRequest } from '@wardroom/policy/attributes';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { handlesIn, principalAttributes, readGroupNames, readGroupsOf } from '../../kernel/policies/index.ts';
import { viewerOf } from '../principals/index.ts';
import { requireCandidate } from './candidate.ts';
import { activeSet, compare, counted, questionsAbout } from './compare.ts';
import { toRequest } from './requests.ts';
import { currentSettings } from './state.ts';
import { listEverybody } from './store.ts';

const mostExamined = 10_000;
const mostShown = 100;

export const simulateForAll = (): Implementation =>
  implementQuery('policies.simulateAll', {
    async run(tx, context, input) {
      const { keys, authority } = context;
      context.authorise('policies.view', workspace);
      const then = await requireCandidate(tx, keys, input);
      const place = await currentSettings(tx);
      const now = await activeSet(tx, keys, place);
      const everybody = await listEverybody(tx, mostExamined);
      const holders = everybody.filter(({ roles }) =>
        authority.book.rightsOf(roles).has(input.request.permission),
      );
      const handles = handlesIn(keys, [...then.policies, ...(now?.policies ?? [])]);
      const [groups, names] = await Promise.all([
        readGroupsOf(
          tx,
          holders.map((row) => row.principal_id),
        ),
        readGroupNames(tx, handles),
      ]);
      const request = toRequest(input.request, place);
      const isNamed = authority.rights.has('people.read') && viewerOf(authority).seesEverybody;
      return { then, now, examined: everybody.length, holders, groups, names, request, isNamed };
    },
    async present({ tenant }, { then, now, examined, holders, groups, names, request, isNamed }) {
      const { permission, resource, context } = completeRequest(request);
      const asAgent = { ...context, agent: true };
      const asOther = { ...context, agent: false };
      const requests = holders.map(({ principal_id: principalId, kind, roles }) =>
        questionsAbout(
          principalAttributes({ principalId, actorType: kind, roles }, groups.get(principalId) ?? [], names),
          permission,
          resource,
          kind === 'agent' ? asAgent : asOther,
        ),
      );
      const changes = await compare(tenant.id, { now, then }, requests);
      return {
        examined,
        // Whoever may not read people learns how many, and of nobody.
        changes: changes.slice(0, isNamed ? mostShown : 0).flatMap(({ index, change }) => {
          const holder = holders[index];
          return holder ? [{ principalId: encodeId('principal', holder.principal_id), change }] : [];
        }),
        ...counted(changes),
      };
    },
  });
