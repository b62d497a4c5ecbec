/** The trace of one decision, in the order in which it is made. It tells; what is answered comes from the decision. */
import type { Explanation, Permission } from '@wardroom/contract';
import { type Decision, type HeldRole, roleSteps, type Step } from '@wardroom/policy';
import type { Answer, ResourceFacts } from '../../kernel/authorise.ts';
import type { Supposed, Supposition } from '../../kernel/explain.ts';
import type { Verdict } from '../../kernel/policies/index.ts';
import { neededScopes } from './supposed.ts';

/** Found inside the transaction; told after it. */
export interface Asked {
  readonly permission: Permission;
  readonly supposition: Supposition;
  readonly resource: ResourceFacts | null;
  readonly scopes: Supposed['scopes'];
  readonly operation: string | undefined;
  readonly delegationDepth: number;
  readonly answer: Answer;
  readonly decision: Decision | null;
  /** What policies say of it, and of seeing what it is about. */
  readonly verdict: Verdict | null;
  readonly isHidden: boolean;
}

export interface Question {
  readonly permission: Permission;
  readonly resource: ResourceFacts | null;
  readonly supposed: Supposed;
  readonly operation?: string | undefined;
}

export function ask(supposition: Supposition, question: Question): Asked {
  const { permission, resource, supposed } = question;
  const absent = { allowed: false, visible: false, byRole: false, verdict: null };
  const answer = resource === null ? absent : supposition.answer(permission, resource);
  const decision = resource === null ? null : supposition.decision(permission, resource);
  return {
    ...{ permission, supposition, resource, answer, decision },
    ...{ scopes: supposed.scopes, operation: question.operation },
    delegationDepth: supposed.context.delegationDepth ?? 0,
    verdict: answer.verdict,
    isHidden: decision?.visible === true && !answer.visible,
  };
}

const most = 200;

/** @param seesPolicies whether whoever asks may know which policy it is */
export function explain(asked: Asked, roles: readonly HeldRole[], seesPolicies: boolean): Explanation {
  const { permission, supposition, answer } = asked;
  const scope = scopeStep(asked);
  const after = [
    ...channelSteps(asked),
    relationStep(asked),
    scope,
    delegationStep(asked),
    ...policySteps(asked, seesPolicies),
  ];
  const before = [principalStep(supposition), ...roleSteps(permission, roles)];
  return {
    permission,
    allowed:
      supposition.isActive && supposition.isOwnerActive && scope.outcome !== 'denies' && answer.allowed,
    steps: [...before.slice(0, most - after.length), ...after].slice(0, most),
  };
}

function principalStep({ isActive, isOwnerActive }: Supposition): Step {
  if (!isActive)
    return { step: 'principal', outcome: 'denies', text: 'They are suspended, or their time is over.' };
  if (!isOwnerActive)
    return { step: 'principal', outcome: 'denies', text: 'Whoever answers for them is suspended.' };
  return { step: 'principal', outcome: 'allows', text: 'They are active.' };
}

function channelSteps({ permission, supposition, resource }: Asked): Step[] {
  if (resource === null || supposition.rights.has(permission)) return [];
  const channel = resource.facts.kind === 'Message' ? resource.facts.channel : resource.facts;
  if (channel.kind !== 'Channel') return [];
  const isGranted = channel.membership !== null && channel.granted?.has(permission) === true;
  return isGranted
    ? [{ step: 'channel', outcome: 'allows', text: 'The channel gives it to its members.', permission }]
    : [{ step: 'channel', outcome: 'neutral', text: 'The channel does not give it to them.', permission }];
}

function relationStep({ resource, decision, answer }: Asked): Step {
  if (resource === null || decision === null)
    return { step: 'relation', outcome: 'denies', text: 'For them it does not exist.' };
  if (decision.allowed && !answer.byRole && !asHidden(decision, answer))
    return {
      step: 'relation',
      outcome: 'denies',
      text: 'Break-glass does not reach those who stand as high.',
    };
  const outcome = decision.allowed ? 'allows' : 'denies';
  return { step: 'relation', outcome, text: sentence(decision.reason) };
}

const asHidden = (decision: Decision, answer: Answer): boolean =>
  decision.visible && !answer.visible && answer.byRole;

const sentence = (reason: string): string => `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;

function scopeStep({ permission, scopes, operation }: Asked): Step {
  const needed = neededScopes(permission, operation);
  if (scopes === 'all')
    return { step: 'scope', outcome: 'neutral', text: 'No scopes were given: a session has no ceiling.' };
  if (needed === null)
    return { step: 'scope', outcome: 'neutral', text: 'No operation asks for it by a scope.' };
  const named = needed.join(' or ');
  return needed.some((scope) => scopes.has(scope))
    ? { step: 'scope', outcome: 'allows', text: `The scopes cover it: ${named}.` }
    : { step: 'scope', outcome: 'denies', text: `The scopes do not cover it: it takes ${named}.` };
}

const delegationStep = ({ scopes, delegationDepth }: Asked): Step => ({
  step: 'delegation',
  outcome: 'neutral',
  text:
    delegationDepth > 0
      ? 'Whoever acts for them holds no more than the scopes that were handed on.'
      : scopes === 'all'
        ? 'Nobody acts for them.'
        : 'Whoever acts with these scopes holds no more than the principal does.',
});

function policySteps({ supposition, answer, verdict, isHidden }: Asked, seesPolicies: boolean): Step[] {
  const { active, evaluated } = supposition.policies;
  if (active === null && evaluated === null)
    return [{ step: 'policy', outcome: 'neutral', text: 'No policies decide in this workspace.' }];
  if (!answer.byRole && !isHidden)
    return [{ step: 'policy', outcome: 'neutral', text: 'Policies only take away, so they were not asked.' }];
  const beside: Step[] =
    verdict === null || verdict.evaluated === null
      ? []
      : [
          {
            ...{ step: 'policy', outcome: 'neutral' },
            text: `The version that is tried out would ${verdict.evaluated ? 'allow' : 'deny'} it.`,
          },
        ];
  return [...decidingSteps(verdict, isHidden, seesPolicies), ...beside];
}

function decidingSteps(verdict: Verdict | null, isHidden: boolean, seesPolicies: boolean): Step[] {
  if (isHidden && verdict?.allowed !== false)
    return [
      { step: 'policy', outcome: 'denies', text: 'A policy hides it from them: they may not read it.' },
    ];
  if (verdict === null) return [];
  const outcome = verdict.allowed ? 'allows' : 'denies';
  if (verdict.determining.length === 0 || !seesPolicies)
    return [
      {
        ...{ step: 'policy', outcome },
        text: verdict.allowed ? 'No policy forbids it.' : 'The policies do not allow it.',
      },
    ];
  return verdict.determining.slice(0, 50).map((policyId) => ({
    ...{ step: 'policy', outcome, policyId },
    text: verdict.allowed ? `The policy ${policyId} permits it.` : `The policy ${policyId} forbids it.`,
  }));
}
