/**
 * What is asked of tenant policies, as plain typed objects. Values reach Cedar as values, never as policy text, so no
 * name, label or handle can become a rule. What has another type than the vocabulary says is refused here, not compared.
 */
import type { CedarValueJson, EntityJson, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import type { Permission } from '@wardroom/contract';
import { canonicalAddress } from './address.ts';
import type { Sight } from './sight.ts';
import {
  type Action,
  type Attribute,
  channelAttributes,
  contextAttributes,
  findAction,
  messageAttributes,
  principalAttributes,
  timeAttributes,
} from './vocabulary.ts';

export interface PrincipalAttributes {
  readonly id: string;
  readonly kind: 'person' | 'bot' | 'service' | 'agent';
  readonly role: string;
  readonly roles: readonly string[];
  /** Ids and handles of all groups, those above included. */
  readonly groups: readonly string[];
}

export interface ChannelAttributes {
  readonly id: string;
  readonly kind: 'public' | 'private' | 'direct';
  readonly classification: string;
  readonly labels: readonly string[];
  readonly groups: readonly string[];
  readonly archived: boolean;
}

export type AttributeResource =
  | { readonly type: 'Workspace' }
  | ({ readonly type: 'Channel' } & ChannelAttributes)
  | {
      readonly type: 'Message';
      readonly id: string;
      readonly own: boolean;
      readonly channel: ChannelAttributes;
    }
  | ({ readonly type: 'Principal' } & PrincipalAttributes);

export interface AttributeContext {
  /** One IPv4 or IPv6 address; null when it is not known. */
  readonly address: string | null;
  /** In the time zone of the tenant. */
  readonly time: {
    readonly hour: number;
    readonly minute: number;
    /** 1 = Monday to 7 = Sunday. */
    readonly weekday: number;
    /** yyyy-mm-dd */
    readonly date: string;
  };
  readonly device: 'desktop' | 'mobile' | 'cli' | 'server' | 'unknown';
  /** -1 = never. */
  readonly mfaAgeMinutes: number;
  readonly authenticationAgeMinutes: number;
  readonly authentication: readonly ('password' | 'link' | 'key' | 'oauth')[];
  readonly credential: 'session' | 'key' | 'token';
  readonly region: string;
  readonly delegated: boolean;
  readonly delegationDepth: number;
  readonly agent: boolean;
  readonly scopes: readonly string[];
  readonly operation?: string;
}

export interface AttributeRequest {
  readonly principal: PrincipalAttributes;
  readonly permission: Permission;
  readonly resource: AttributeResource;
  readonly context: AttributeContext;
}

/** The part of a Cedar call that depends on the request. Built in one order: its JSON is the key of the cache. */
export interface Question {
  readonly principal: TypeAndId;
  readonly action: TypeAndId;
  readonly resource: TypeAndId;
  readonly context: Record<string, CedarValueJson>;
  readonly entities: EntityJson[];
}

/** Asks only with what the policies can see; the rest can neither change the answer nor split the cache. */
export function questionOf(request: AttributeRequest, action: Action, sight: Sight): Question {
  const resource = resourceFor(action, request.resource);
  const principal = principalEntity(request.principal, sight, 'principal');
  const [subject, ...around] = resourceEntities(resource, sight);
  const actionId = { type: 'Wardroom::Action', id: action.permission };
  return {
    principal: uidOf(principal),
    action: actionId,
    resource: uidOf(subject),
    context: contextOf(request.context, sight),
    entities: [
      principal,
      // Who acts on themselves is one entity.
      ...(isSame(principal, subject) ? [] : [subject]),
      ...around,
      ...(sight.seesWhole('action') ? [actionEntity(actionId, action)] : []),
    ],
  };
}

/**
 * A permission is decided on the kinds that the schema names; something more specific is decided on what it stands in.
 * Reading a message is reading its channel; ending a session is an action on the workspace.
 */
function resourceFor(action: Action, resource: AttributeResource): AttributeResource {
  if (!['Workspace', 'Channel', 'Message', 'Principal'].includes(resource.type))
    throw new TypeError('unknown resource');
  if (action.resources.includes(resource.type)) return resource;
  if (resource.type === 'Message' && action.resources.includes('Channel'))
    return { type: 'Channel', ...resource.channel };
  if (action.resources.includes('Workspace')) return { type: 'Workspace' };
  throw new TypeError(`${action.permission} is not an action on this resource`);
}

/** The resource first, then what it refers to. */
function resourceEntities(resource: AttributeResource, sight: Sight): [EntityJson, ...EntityJson[]] {
  const whole = sight.seesWhole('resource');
  switch (resource.type) {
    case 'Workspace':
      return [entity('Workspace', 'workspace', {})];
    case 'Channel':
      return [channelEntity(resource, sight, whole)];
    case 'Message': {
      const channel = channelEntity(resource.channel, sight, whole || sight.reads('resource', 'channel'));
      const attributes = values(messageAttributes, { ...resource, channel: uidOf(channel) }, (name) =>
        sight.reads('resource', name),
      );
      return [entity('Message', whole ? resource.id : 'message', attributes, [uidOf(channel)]), channel];
    }
    case 'Principal':
      return [principalEntity(resource, sight, 'resource')];
  }
}

const channelEntity = (channel: ChannelAttributes, sight: Sight, named: boolean): EntityJson =>
  entity(
    'Channel',
    named ? channel.id : 'channel',
    values(channelAttributes, channel, (name) => sight.reads('resource', name)),
  );

function principalEntity(
  principal: PrincipalAttributes,
  sight: Sight,
  stands: 'principal' | 'resource',
): EntityJson {
  if (!['person', 'bot', 'service', 'agent'].includes(principal.kind))
    throw new TypeError('unknown principal');
  const named = sight.seesWhole(stands);
  const groups = named ? textsOf(principal.groups) : [];
  return entity(
    'Principal',
    named ? principal.id : stands,
    values(principalAttributes, principal, (name) => sight.reads(stands, name)),
    groups.map((id) => ({ type: 'Wardroom::Group', id })),
  );
}

function entity(
  type: string,
  id: string,
  attrs: Record<string, CedarValueJson>,
  parents: TypeAndId[] = [],
): EntityJson {
  return { uid: { type: `Wardroom::${type}`, id: textOf(id) }, attrs, parents };
}

const uidOf = ({ uid }: EntityJson): TypeAndId => ('__entity' in uid ? uid.__entity : uid);

const isSame = (one: EntityJson, other: EntityJson): boolean =>
  uidOf(one).type === uidOf(other).type && uidOf(one).id === uidOf(other).id;

const actionEntity = (uid: TypeAndId, action: Action): EntityJson => ({
  uid,
  attrs: {},
  parents: action.groups.map((id) => ({ type: 'Wardroom::Action', id })),
});

function contextOf(context: AttributeContext, sight: Sight): Record<string, CedarValueJson> {
  const whole = sight.seesWhole('context');
  const wholeTime = whole || sight.seesWhole('time');
  const time = (): CedarValueJson =>
    values(timeAttributes, context.time, (name) => wholeTime || sight.reads('context', name));
  const given = {
    ...context,
    address: context.address ?? '::',
    addressKnown: context.address !== null,
    time,
  };
  return values(contextAttributes, given, (name) => whole || sight.reads('context', name));
}

function values(
  attributes: Readonly<Record<string, Attribute>>,
  given: object,
  sees: (name: string) => boolean,
): Record<string, CedarValueJson> {
  const found: Record<string, CedarValueJson> = {};
  const source: Readonly<Record<string, unknown>> = { ...given };
  for (const [name, { type, optional }] of Object.entries(attributes)) {
    if (!sees(name)) continue;
    const value = source[name];
    if (value === undefined && optional) continue;
    found[name] = cedarValue(type, value);
  }
  return found;
}

function cedarValue(type: Attribute['type'], value: unknown): CedarValueJson {
  switch (type) {
    case 'String':
      return textOf(value);
    case 'Long':
      if (typeof value !== 'number' || !Number.isSafeInteger(value))
        throw new TypeError('not a whole number');
      return value;
    case 'Bool':
      if (typeof value !== 'boolean') throw new TypeError('neither true nor false');
      return value;
    case 'Set<String>':
      return textsOf(value);
    case 'ipaddr':
      return { __extn: { fn: 'ip', arg: canonicalAddress(textOf(value)) } };
    case 'Channel':
      return { __entity: value as TypeAndId };
    case 'Time':
      return (value as () => CedarValueJson)();
  }
}

/** Half a surrogate pair would become another character on its way, and two names one. */
function textOf(value: unknown): string {
  if (typeof value !== 'string' || !value.isWellFormed()) throw new TypeError('not a text');
  return value;
}

function textsOf(value: unknown): string[] {
  if (!Array.isArray(value)) throw new TypeError('not a set of texts');
  return value.map(textOf).sort();
}

export const actionOf = (request: AttributeRequest): Action | null => findAction(request.permission);
