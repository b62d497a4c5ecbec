import { uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { suppose } from '../../kernel/explain.ts';
import { implementQuery } from '../../kernel/implementation.ts';
import type { Breaker } from '../../kernel/policies/index.ts';
import { found } from '../channels/index.ts';
import { findPrincipal } from '../principals/index.ts';
import { findSubject } from './resource.ts';
import { ensureNames, heldRoles, readOrigins } from './roles.ts';
import { supposedOf } from './supposed.ts';
import { ask, explain } from './trace.ts';

export const explainDecision = ({ policyBreaker }: { readonly policyBreaker: Breaker }) =>
  implementQuery('decisions.explain', {
    async run(tx, context, input) {
      const { authority, authorise, keys } = context;
      const id = uuidOf(input.principalId);
      const supposed = supposedOf(context, input);
      const [person, suppositions, origins] = await Promise.all([
        findPrincipal(tx, authority, id),
        suppose(tx, { keys, breaker: policyBreaker }, [id], supposed),
        readOrigins(tx, authority),
      ]);
      const supposition = suppositions.get(id);
      const subject = await findSubject(tx, authority, supposition, input);
      authorise('people.read', person?.resource ?? null);
      if (subject.seenBy !== null) authorise(subject.seenBy, subject.seen);
      authorise('access.explain', workspace);
      const question = { permission: input.permission, resource: subject.resource, supposed };
      const asked = ask(found(supposition), { ...question, operation: input.context?.operation });
      return { asked, origins };
    },

    async present({ keys, authority }, { asked, origins }) {
      await ensureNames(keys, origins);
      const roles = heldRoles(keys, origins, asked.supposition);
      const seesPolicies = authority?.rights.has('policies.view') === true;
      return { explanation: explain(asked, roles, seesPolicies) };
    },
  });
