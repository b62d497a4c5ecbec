/**
 * The rules of `decide` as a table, and an evaluator that knows nothing but sets of words: slow, plain, and written apart
 * from the code that decides. Each rule is a list of ways to be allowed; each way a list of facts that must all hold;
 * a fact with `!` must not.
 */
import type { Permission, Scope } from '@wardroom/contract';
import type { ChannelResource, Resource } from '../decide.ts';

type Ways = readonly (readonly string[])[];
interface Rules {
  readonly visible: Ways;
  /** `*` stands for every permission that has no row of its own. */
  readonly allowed: { readonly [permission: string]: Ways };
}

const always: Ways = [[]];
const manages: Ways = [
  ['!direct', 'manager'],
  ['!direct', 'holds channel.manage_any'],
];
const inChannel: Ways = [['inside']];
const channelVisible: Ways = [['inside'], ['public', 'holds channel.browse']];

export const rules: Readonly<Record<Resource['kind'], Rules>> = {
  Tenant: { visible: always, allowed: { '*': always } },
  Channel: {
    visible: channelVisible,
    allowed: {
      'channel.read': always,
      'channel.join': [['public']],
      'channel.leave': [['inside', '!direct']],
      'channel.invite': [['inside', '!direct']],
      'message.write': inChannel,
      'message.mention_all': inChannel,
      'channel.classify': [['!direct']],
      'channel.delete': [['!direct']],
      'channel.update': manages,
      'channel.archive': manages,
      'channel.manage_members': manages,
    },
  },
  Message: {
    visible: channelVisible,
    allowed: {
      'channel.read': always,
      'message.edit': [['own', 'inside']],
      'message.redact': [['own', 'inside']],
      'message.react': inChannel,
      'message.pin': inChannel,
      'message.redact_any': manages,
    },
  },
  Principal: {
    visible: [
      ['shown', 'holds people.read'],
      ['shown', 'self'],
    ],
    allowed: {
      'people.read': always,
      'people.manage': [['covered']],
      'roles.assign': [['covered']],
      'credentials.own': [['answers'], ['holds credentials.manage']],
      'clients.own': [['answers'], ['holds clients.manage']],
    },
  },
  Session: {
    visible: [['self'], ['holds sessions.manage']],
    allowed: { 'sessions.own': [['self'], ['covered']] },
  },
  Token: {
    visible: [['self'], ['holds tokens.manage'], ['holds audit.view_security']],
    allowed: { 'audit.view_security': always, 'tokens.own': [['self'], ['holds tokens.manage', 'covered']] },
  },
  Credential: {
    visible: [['answers'], ['holds credentials.manage']],
    allowed: { 'credentials.own': always },
  },
  Client: {
    visible: [['answers'], ['holds clients.manage']],
    allowed: { 'clients.own': always, 'clients.manage': always },
  },
  Invitation: { visible: [['holds people.invite']], allowed: { 'people.invite': [['covered']] } },
  Group: {
    visible: [
      ['holds groups.read', '!hidden'],
      ['holds groups.read', 'inside'],
      ['holds groups.read', 'holds groups.view_hidden'],
    ],
    allowed: {
      'groups.read': always,
      'groups.manage': always,
      'groups.own': [['manager'], ['holds groups.manage']],
      'groups.join': [['inside'], ['public']],
      'groups.mention': [['everyone'], ['members', 'inside'], ['managers', 'manager']],
    },
  },
};

export interface PlainSubject {
  readonly principalId: string;
  /** What each role gives, by name. */
  readonly roles: readonly ReadonlySet<string>[];
  /** Ceilings, one after the other: of a key, of whoever handed it on. */
  readonly ceilings: readonly ReadonlySet<string>[];
}

/** Rights of others travel beside the resource as plain names. */
export interface PlainResource {
  readonly resource: Resource;
  readonly othersRights: ReadonlySet<string>;
  readonly granted: ReadonlySet<string>;
}

export interface PlainDecision {
  readonly allowed: boolean;
  readonly visible: boolean;
}

export function decidePlainly(
  subject: PlainSubject,
  permission: Permission,
  { resource, othersRights, granted }: PlainResource,
): PlainDecision {
  const held = new Set(subject.roles.flatMap((role) => [...role]));
  const facts = factsOf(subject.principalId, resource);
  for (const name of held) facts.add(`holds ${name}`);
  if ([...othersRights].every((name) => held.has(name))) facts.add('covered');
  const { visible, allowed } = rules[resource.kind];
  const isGiven = facts.has('inside') && granted.has(permission);
  const isVisible = holdsOne(visible, facts);
  const ways = Object.hasOwn(allowed, permission) ? allowed[permission] : allowed['*'];
  return {
    visible: isVisible,
    allowed: isVisible && (held.has(permission) || isGiven) && ways !== undefined && holdsOne(ways, facts),
  };
}

/** A scope is within every ceiling. */
export const reachesPlainly = ({ ceilings }: PlainSubject, scope: Scope): boolean =>
  ceilings.every((ceiling) => ceiling.has(scope));

const holdsOne = (ways: Ways, facts: ReadonlySet<string>): boolean =>
  ways.some((way) =>
    way.every((fact) => (fact.startsWith('!') ? !facts.has(fact.slice(1)) : facts.has(fact))),
  );

const channelOf = (resource: Resource): { channel?: ChannelResource } => {
  if (resource.kind === 'Channel') return { channel: resource };
  return resource.kind === 'Message' ? { channel: resource.channel } : {};
};

function factsOf(me: string, resource: Resource): Set<string> {
  const facts = new Set<string>();
  const { channel } = channelOf(resource);
  if (channel) facts.add(channel.channelKind);
  const placed = channel ?? resource;
  if ('membership' in placed && placed.membership !== null) facts.add('inside').add(placed.membership);
  if (resource.kind === 'Message' && resource.authorId === me) facts.add('own');
  if ('principalId' in resource && resource.principalId === me) facts.add('self');
  if ('ownerId' in resource && resource.ownerId === me) facts.add('answers');
  if (resource.kind === 'Principal' && resource.visible) facts.add('shown');
  if (resource.kind === 'Group') facts.add(resource.visibility).add(resource.mentionableBy);
  return facts;
}
