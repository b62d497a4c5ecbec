/** Tests that a tenant keeps beside its policies. Whoever saves policies refuses to when one fails. */
import type { Permission } from '@wardroom/contract';
import type { AttributeDecision, CompiledPolicies } from './compiled.ts';
import type {
  AttributeContext,
  AttributeRequest,
  AttributeResource,
  ChannelAttributes,
  PrincipalAttributes,
} from './request.ts';
import { findAction } from './vocabulary.ts';

type PartialResource =
  | { readonly type: 'Workspace' }
  | ({ readonly type: 'Channel' } & Partial<ChannelAttributes>)
  | {
      readonly type: 'Message';
      readonly id?: string;
      readonly own?: boolean;
      readonly channel?: Partial<ChannelAttributes>;
    }
  | ({ readonly type: 'Principal' } & Partial<PrincipalAttributes>);

/** Whatever is left out is ordinary: a member, at noon on a Wednesday, on a desktop, in a public channel. */
export interface PartialRequest {
  readonly permission: Permission;
  readonly principal?: Partial<PrincipalAttributes>;
  readonly resource?: PartialResource;
  readonly context?: Omit<Partial<AttributeContext>, 'time'> & {
    readonly time?: Partial<AttributeContext['time']>;
  };
}

export interface PolicyTest {
  readonly title: string;
  readonly request: PartialRequest;
  readonly expect: 'allow' | 'deny';
}

export interface PolicyTestResult {
  readonly title: string;
  readonly passed: boolean;
  readonly expected: 'allow' | 'deny';
  readonly decision: AttributeDecision;
}

export function runTests(compiled: CompiledPolicies, tests: readonly PolicyTest[]): PolicyTestResult[] {
  return tests.map(({ title, request, expect }) => {
    const decision = compiled.decide(completeRequest(request));
    return { title, passed: decision.allowed === (expect === 'allow'), expected: expect, decision };
  });
}

const ordinaryPrincipal: PrincipalAttributes = {
  id: 'somebody',
  kind: 'person',
  role: 'member',
  roles: ['member'],
  groups: [],
};
const ordinaryChannel: ChannelAttributes = {
  id: 'some-channel',
  kind: 'public',
  classification: 'internal',
  labels: [],
  groups: [],
  archived: false,
};
const ordinaryContext: AttributeContext = {
  address: '192.0.2.1',
  time: { hour: 12, minute: 0, weekday: 3, date: '2026-01-07' },
  device: 'desktop',
  mfaAgeMinutes: -1,
  authenticationAgeMinutes: 5,
  authentication: ['password'],
  credential: 'session',
  region: 'local',
  delegated: false,
  delegationDepth: 0,
  agent: false,
  scopes: [],
};

/** Who is given a base role and no others has that one; an agent is an agent in the context, too. */
export function completeRequest({
  permission,
  principal,
  resource,
  context,
}: PartialRequest): AttributeRequest {
  const acting = completePrincipal(principal ?? {});
  return {
    permission,
    principal: acting,
    resource: completeResource(resource ?? { type: usualType(permission) }),
    context: {
      ...ordinaryContext,
      agent: acting.kind === 'agent',
      ...context,
      time: { ...ordinaryContext.time, ...context?.time },
    },
  };
}

const usualType = (permission: Permission): AttributeResource['type'] =>
  findAction(permission)?.resources[0] ?? 'Workspace';

function completePrincipal(given: Partial<PrincipalAttributes>): PrincipalAttributes {
  const role = given.role ?? ordinaryPrincipal.role;
  return { ...ordinaryPrincipal, roles: [role], ...given };
}

function completeResource(given: PartialResource): AttributeResource {
  switch (given.type) {
    case 'Workspace':
      return given;
    case 'Channel':
      return { ...ordinaryChannel, ...given };
    case 'Message':
      return { id: 'some-message', own: true, ...given, channel: { ...ordinaryChannel, ...given.channel } };
    case 'Principal':
      return { type: 'Principal', ...completePrincipal({ id: 'somebody-else', ...given }) };
  }
}
