import { uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type SupposingParts, suppose } from '../../kernel/explain.ts';
import { implementQuery } from '../../kernel/implementation.ts';
import { found } from '../channels/index.ts';
import { findPrincipal } from '../principals/index.ts';
import { findSubject } from './resource.ts';
import { ensureNames, heldRoles, readOrigins } from './roles.ts';
import { supposedOf } from './supposed.ts';
import { ask, explain } from './trace.ts';

export const explainDecision = (parts: SupposingParts) =>
  implementQuery('decisions.explain', {
    async run(tx, context, input) {
      const { authority, authorise } = context;
      const id = uuidOf(input.principalId);
      const person = await findPrincipal(tx, authority, id);
      authorise('people.read', person?.resource ?? null);
      authorise('access.explain', workspace);
      const supposed = supposedOf(context, input);
      const known = await suppose(tx, parts, [id], supposed);
      const supposition = found(known.get(id));
      const { seenBy, seen, resource } = await findSubject(tx, authority, supposition, input);
      if (seenBy !== null) authorise(seenBy, seen);
      const question = { permission: input.permission, resource, supposed };
      const asked = ask(supposition, { ...question, operation: input.context?.operation });
      return { asked, origins: await readOrigins(tx, authority) };
    },

    async present({ keys, authority }, { asked, origins }) {
      await ensureNames(keys, origins);
      const roles = heldRoles(keys, origins, asked.supposition);
      const seesPolicies = authority?.rights.has('policies.view') === true;
      return { explanation: explain(asked, roles, seesPolicies) };
    },
  });
