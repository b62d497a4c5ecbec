/** What would be otherwise: the same questions to the policies that decide now and to others. Roles come first, always. */
import type { Permission, PolicySet, Uuid } from '@wardroom/contract';
import type {
  AttributeContext,
  AttributeRequest,
  AttributeResource,
  PrincipalAttributes,
} from '@wardroom/policy/attributes';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { type BulkAnswer, decideAll, isAbout } from '../../kernel/policies/index.ts';
import { requireSound } from './candidate.ts';
import { requireSet } from './version.ts';

export type Change = 'newly_denied' | 'newly_allowed';

/** The policies that decide now; null: none do. */
export const activeSet = async (
  tx: ReadTransaction,
  keys: ScopeKeys,
  { active_version: version }: { readonly active_version: number | null },
): Promise<PolicySet | null> => (version === null ? null : requireSet(tx, keys, version));

/** What is asked of policies about one action, as the kernel asks it: what hides a channel hides what is in it. */
export function questionsAbout(
  principal: PrincipalAttributes,
  permission: Permission,
  resource: AttributeResource,
  context: AttributeContext,
): AttributeRequest[] {
  const shows: Permission[] =
    resource.type === 'Channel' || resource.type === 'Message' ? ['channel.read'] : [];
  const kind = resource.type === 'Workspace' ? 'Tenant' : resource.type;
  return [...new Set([permission, ...shows])]
    .filter((asked) => isAbout(asked, kind))
    .map((asked) => ({ principal, permission: asked, resource, context }));
}

export interface Compared {
  readonly index: number;
  readonly change: Change;
  readonly determining: readonly string[];
}

/** Each of the requests is one that roles allow. */
export async function compare(
  tenantId: Uuid,
  { now, then }: { readonly now: PolicySet | null; readonly then: PolicySet },
  requests: readonly (readonly AttributeRequest[])[],
): Promise<Compared[]> {
  const outcome = await decideAll(tenantId, then.policies, requests);
  requireSound(then, outcome, '/draft');
  const current = now === null ? null : await decideAll(tenantId, now.policies, requests);
  if (now !== null && current !== null) requireSound(now, current, '/draft');
  const before: readonly BulkAnswer[] | null = current?.ok ? current.answers : null;
  return outcome.answers.flatMap(({ allowed, determining }, index) =>
    allowed === (before?.[index]?.allowed ?? true)
      ? []
      : [{ index, change: allowed ? 'newly_allowed' : 'newly_denied', determining } as const],
  );
}

export const counted = (changes: readonly Compared[]) => ({
  newlyDenied: changes.filter(({ change }) => change === 'newly_denied').length,
  newlyAllowed: changes.filter(({ change }) => change === 'newly_allowed').length,
});
