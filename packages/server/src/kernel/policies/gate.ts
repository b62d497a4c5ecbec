/**
 * The tenant's policies in front of what roles allow. They only take away. What they would need to know and cannot, they
 * deny. Asked beside the effect, in its transaction, with the state that this transaction sees.
 */
import { encodeId, type Permission, type Uuid } from '@wardroom/contract';
import {
  type AttributeContext,
  type AttributeDecision,
  type AttributeResource,
  actionSchema,
  type ChannelAttributes,
  type PrincipalAttributes,
} from '@wardroom/policy/attributes';
import type { Authority } from '../authority/worth.ts';
import type { ReadTransaction } from '../database/transaction.ts';
import { TripwireError } from '../database/transaction.ts';
import type { ResourceFacts } from '../resource-facts.ts';
import type { ActivePolicies } from './active.ts';
import { type Circumstances, contextAttributes, principalAttributes } from './attributes.ts';
import type { Breaker } from './breaker.ts';
import { type GroupNames, namesOf, readGroupNames } from './group-names.ts';
import type { PolicyShelf } from './shelf.ts';
import { readGroupsOf } from './store.ts';

/** What policies say besides yes or no. */
export interface Verdict {
  readonly allowed: boolean;
  readonly determining: readonly string[];
  /** What the version that is evaluated beside says; null: there is none, or it has nothing to say about this. */
  readonly evaluated: boolean | null;
}

const unasked: Verdict = Object.freeze({ allowed: true, determining: [], evaluated: null });

/** One caller in one call. */
export interface PolicyGate {
  readonly policies: ActivePolicies;
  principal(): PrincipalAttributes;
  context(): AttributeContext;
  resource(resource: ResourceFacts): AttributeResource;
  /** Does a policy that decides mention it? Otherwise nothing but roles is asked. */
  mentions(permission: Permission): boolean;
  ask(permission: Permission, resource: ResourceFacts): Verdict;
}

export interface GateParts {
  readonly shelf: Pick<PolicyShelf, 'at'>;
  readonly breaker: Pick<Breaker, 'openUntil' | 'failed'>;
  /** The circuit has just opened. */
  readonly onTripped: () => void;
}

/** What has been read already, where many are asked about. */
export interface KnownOfCaller {
  readonly groups: readonly Uuid[];
  readonly names: GroupNames;
}

/**
 * `known`: what of the caller has been read already. Throws `PoliciesPending` when this node has not
 * compiled what decides: whoever opened the transaction begins anew (`PolicyShelf.within`).
 */
export async function policyGate(
  tx: ReadTransaction,
  { shelf, breaker, onTripped }: GateParts,
  authority: Authority,
  circumstances: Circumstances,
  known: KnownOfCaller | null = null,
): Promise<PolicyGate> {
  const policies = shelf.at(tx.tenantId, authority.policiesVersion);
  const { active, evaluated } = policies;
  const isAsked = active !== null || evaluated !== null;
  const { principalId } = authority;
  const { groups, names } = known ?? (isAsked ? await readKnown(tx, principalId, policies) : nothingKnown);
  const { tenantId } = tx;
  // Most calls need neither: no policy is asked, and nothing of them is logged.
  const principal = once(() => principalAttributes(authority, groups, names));
  const context = once(() => contextAttributes(authority, circumstances, policies));

  const decide = (
    version: ActivePolicies['active'],
    permission: Permission,
    resource: AttributeResource,
  ): AttributeDecision | null => {
    if (version === null || !version.compiled.mentions(permission)) return null;
    if (breaker.openUntil(tenantId) !== null) return refusal;
    const decision = version.compiled.decide({
      principal: principal(),
      permission,
      resource,
      context: context(),
    });
    if (decision.errors.some(({ policyId }) => policyId === null) && breaker.failed(tenantId)) onTripped();
    return decision;
  };

  return {
    ...{ policies, principal, context },
    resource: (resource) => resourceAttributes(resource, principalId, names),
    mentions: (permission) => active?.compiled.mentions(permission) ?? false,
    ask(permission, resource) {
      if (!isAsked || isExempt(authority, permission) || !isAbout(permission, resource.facts.kind))
        return unasked;
      const attributes = resourceAttributes(resource, principalId, names);
      const decision = decide(active, permission, attributes);
      const beside = decide(evaluated, permission, attributes);
      return {
        allowed: decision?.allowed ?? true,
        determining: decision?.determining ?? [],
        evaluated: beside === null ? null : beside.allowed,
      };
    },
  };
}

const nothingKnown = { groups: [], names: undefined };

async function readKnown(
  tx: ReadTransaction,
  principalId: Uuid,
  { handles }: ActivePolicies,
): Promise<KnownOfCaller> {
  const [groups, names] = await Promise.all([readGroupsOf(tx, [principalId]), readGroupNames(tx, handles)]);
  return { groups: groups.get(principalId) ?? [], names };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const refusal: AttributeDecision = { allowed: false, reason: 'error', determining: [], errors: [] };

/** The way back when policies lock everybody out: whoever breaks the glass may mend them, on record. */
const isExempt = ({ actorType }: Authority, permission: Permission): boolean =>
  actorType === 'operator' && permission.startsWith('policies.');

const resourcesOf = new Map(actionSchema().map(({ permission, resources }) => [permission, resources]));

/** What is asked before a list is made, about the workspace, is asked again for each of its channels. */
export const isAbout = (permission: Permission, kind: ResourceFacts['facts']['kind']): boolean =>
  kind === 'Channel' ||
  kind === 'Message' ||
  (resourcesOf.get(permission) ?? []).some((kind) => kind === 'Workspace' || kind === 'Principal');

export function resourceAttributes(
  { id, facts, channelId, ...known }: ResourceFacts,
  viewerId: Uuid,
  names?: GroupNames,
): AttributeResource {
  switch (facts.kind) {
    case 'Channel':
      return { type: 'Channel', ...channelAttributes(id, facts.channelKind, known.channel, names) };
    case 'Message':
      return {
        type: 'Message',
        id: id === null ? '' : encodeId('message', id),
        own: facts.authorId === viewerId,
        channel: channelAttributes(channelId ?? null, facts.channel.channelKind, known.channel, names),
      };
    case 'Principal':
      if (known.principal === undefined)
        throw new TripwireError('policies are asked about somebody whose attributes were not read');
      return {
        type: 'Principal',
        ...principalAttributes(
          { principalId: facts.principalId as Uuid, ...known.principal },
          known.principal.groups,
          names,
        ),
      };
    default:
      return { type: 'Workspace' };
  }
}

function channelAttributes(
  id: Uuid | null,
  kind: 'public' | 'private' | 'direct' | 'deleted',
  known: ResourceFacts['channel'],
  names: GroupNames | undefined,
): ChannelAttributes {
  if (id === null || known === undefined || kind === 'deleted')
    throw new TripwireError('policies are asked about a channel whose attributes were not read');
  return {
    ...{ id: encodeId('channel', id), kind, archived: known.archived },
    ...{ classification: known.classification, labels: known.labels },
    groups: namesOf(known.groups, names),
  };
}
