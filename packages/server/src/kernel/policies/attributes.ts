/** Who asks, from where and when, as policies see it. What is not known is said to be unknown, never guessed. */
import { encodeId, scopeNames, type Uuid } from '@wardroom/contract';
import { isBuiltIn } from '@wardroom/policy';
import type { AttributeContext, PrincipalAttributes } from '@wardroom/policy/attributes';
import type { Authority } from '../authority/worth.ts';
import { type GroupNames, namesOf } from './group-names.ts';

/** What a call says of itself. */
export interface Circumstances {
  readonly address: string;
  readonly device: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly operation: string;
  /** What is taken for granted instead of found out, when somebody asks what would be. Never of a call that acts. */
  readonly supposed?: Partial<AttributeContext>;
}

/** As policies name it: a built-in role by name, a custom one by its id. */
export const roleName = (role: string): string =>
  isBuiltIn(role) || role === '' ? role : encodeId('role', role as Uuid);

export const principalAttributes = (
  { principalId, actorType, roles }: Pick<Authority, 'principalId' | 'actorType' | 'roles'>,
  groups: readonly Uuid[],
  names?: GroupNames,
): PrincipalAttributes => ({
  id: encodeId('principal', principalId),
  kind: kindOf(actorType),
  role: roleName(roles[0] ?? ''),
  roles: roles.map(roleName),
  groups: namesOf(groups, names),
});

/** An operator who came by breaking glass is a person. */
const kindOf = (actorType: Authority['actorType']): PrincipalAttributes['kind'] =>
  actorType === 'bot' || actorType === 'service' || actorType === 'agent' ? actorType : 'person';

export function contextAttributes(
  authority: Authority,
  { address, device, at, operation, supposed }: Circumstances,
  { timeZone, region }: { readonly timeZone: string; readonly region: string },
): AttributeContext {
  const { token, authenticatedAt, scopes, actorType, credential } = authority;
  const depth = token === null ? 0 : token.actors.length;
  return {
    address: address === '' ? null : address,
    time: timeIn(timeZone, at),
    device: deviceClass(device),
    mfaAgeMinutes: -1,
    authenticationAgeMinutes: authenticatedAt === null ? -1 : minutesSince(authenticatedAt, at),
    authentication: methodsOf(authority),
    credential: credential.kind,
    region,
    delegated: depth > 0,
    delegationDepth: depth,
    agent: actorType === 'agent',
    scopes: scopes === 'all' ? scopeNames : [...scopes],
    operation,
    ...supposed,
  };
}

const minutesSince = (moment: number, at: number): number => Math.max(0, Math.floor((at - moment) / 60_000));

function methodsOf({ method, credential, token }: Authority): AttributeContext['authentication'] {
  const own = method === null ? [] : [method];
  if (credential.kind === 'key' || (token !== null && token.keyId !== null)) return [...own, 'key'];
  return token === null || token.clientId === null ? own : [...own, 'oauth'];
}

/** What a client calls itself is a claim: good enough to be stricter with phones, not to trust a server. */
export function deviceClass(device: string): AttributeContext['device'] {
  if (/^wardroom-cli\b/i.test(device)) return 'cli';
  if (/\b(android|iphone|ipad|mobile)\b/i.test(device)) return 'mobile';
  if (/^mozilla\//i.test(device)) return 'desktop';
  if (/^(node|undici|curl|python|go-http|java|okhttp|wardroom)/i.test(device)) return 'server';
  return 'unknown';
}

const clocks = new Map<string, Intl.DateTimeFormat>();
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Exact to the minute. Throws for a zone that this system does not know, which denies. */
export function timeIn(timeZone: string, at: number): AttributeContext['time'] {
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone, hourCycle: 'h23', weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit' },
    });
  if (clocks.size < 1_000) clocks.set(timeZone, clock);
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    hour: Number(parts.get('hour')),
    minute: Number(parts.get('minute')),
    weekday: weekdays.indexOf(parts.get('weekday') ?? '') + 1,
    date: `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`,
  };
}
