/**
 * Whoever changes what decides must be able to change it back. What must never happen: a version is let decide that
 * keeps whoever does that from seeing policies or changing them, as they are and from where they are now. It is asked
 * about one caller in one situation: a policy may still shut them out tonight, or from elsewhere.
 */
import { type Permission, WardroomError } from '@wardroom/contract';
import type { CompiledPolicies } from '@wardroom/policy/attributes';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { RunContext } from '../../kernel/implementation.ts';
import {
  contextAttributes,
  type Handle,
  principalAttributes,
  readGroupNames,
  readGroupsOf,
  type SettingsRow,
} from '../../kernel/policies/index.ts';

export interface Deciding {
  readonly compiled: Pick<CompiledPolicies, 'mentions' | 'decide'>;
  readonly handles: readonly Handle[];
}

const needed: readonly (readonly [Permission, operation: string])[] = [
  ['policies.view', 'policies.show'],
  ['policies.view', 'policies.get'],
  ['policies.manage', 'policies.activate'],
  ['policies.manage', 'policies.save'],
  ['policies.manage', 'policies.configure'],
];

/** Throws `conflict` that names the policies. Who has broken the glass is not asked about: policies do not bind them here. */
export async function requireWayBack(
  tx: ReadTransaction,
  context: Pick<RunContext, 'authority' | 'address' | 'device' | 'at'>,
  { compiled, handles }: Deciding,
  settings: Pick<SettingsRow, 'time_zone' | 'region'>,
): Promise<void> {
  const { authority, address, device, at } = context;
  if (authority.actorType === 'operator') return;
  const [groups, names] = await Promise.all([
    readGroupsOf(tx, [authority.principalId]),
    readGroupNames(tx, handles),
  ]);
  const principal = principalAttributes(authority, groups.get(authority.principalId) ?? [], names);
  const place = { timeZone: settings.time_zone, region: settings.region };
  const problems = needed.flatMap(([permission, operation]) => {
    const { allowed, determining, errors } = compiled.decide({
      ...{ principal, permission, resource: { type: 'Workspace' } },
      context: contextAttributes(authority, { address, device, at, operation }, place),
    });
    if (allowed) return [];
    const because = [...determining, ...errors.flatMap(({ policyId }) => policyId ?? [])];
    const by = because.length === 0 ? 'no policy permits it' : because.slice(0, 10).join(', ');
    return [{ path: '/version', message: `you would lose ${permission}: ${by}` }];
  });
  const distinct = [...new Map(problems.map((problem) => [problem.message, problem])).values()];
  if (distinct.length > 0) throw new WardroomError('conflict', { problems: distinct });
}
