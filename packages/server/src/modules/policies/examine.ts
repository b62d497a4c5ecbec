/** Checks policies against the schema and runs their tests. Nothing is saved; the work is done after the transaction. */

import { cedarSchema } from '@wardroom/policy/attributes';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { tryOut } from '../../kernel/policies/index.ts';
import { requireCandidate, toVerdicts } from './candidate.ts';
import { toTests } from './requests.ts';
import { currentSettings } from './state.ts';

export const testPolicies = (): Implementation =>
  implementQuery('policies.test', {
    async run(tx, context, input) {
      context.authorise('policies.view', workspace);
      return { set: await requireCandidate(tx, context.keys, input), place: await currentSettings(tx) };
    },
    present: async ({ tenant }, { set, place }) =>
      toVerdicts(await tryOut(tenant.id, set.policies, toTests(set.tests, place))),
  });

export const showSchema = (): Implementation =>
  implementQuery('policies.schema', {
    async run(_tx, context) {
      context.authorise('policies.view', workspace);
      return null;
    },
    present: async () => ({ schema: cedarSchema() }),
  });
