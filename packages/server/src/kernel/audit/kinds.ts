/** What the ids of an entry belong to: its columns hold UUIDs, the log and its readers identifiers with a prefix. */
import { findOperation, type IdKind, type ResourceKind } from '@wardroom/contract';

export const kindOfResource: Readonly<Record<ResourceKind, IdKind>> = {
  Tenant: 'tenant',
  Deployment: 'tenant',
  Channel: 'channel',
  Message: 'message',
  Principal: 'principal',
  Session: 'session',
  Credential: 'credential',
  Invitation: 'invitation',
  Token: 'token',
  Client: 'client',
  Grant: 'grant',
  Domain: 'domain',
  Role: 'role',
  Group: 'group',
  Policy: 'policyVersion',
  Decision: 'decision',
  BreakGlass: 'breakGlass',
};

export interface EntryKinds {
  readonly actor: IdKind;
  readonly subject: IdKind;
  readonly resource: IdKind;
  readonly credential: IdKind;
}

export interface KindedRow {
  readonly type: string;
  readonly actor_type: string;
  readonly action: string;
  readonly resource_kind: string;
  readonly credential_kind: string | null;
}

/** Of whatever row: one that a request has made up has words that nobody knows. */
export const kindsOf = ({
  type,
  actor_type,
  action,
  resource_kind,
  credential_kind,
}: KindedRow): EntryKinds => ({
  actor: actorKind(actor_type, action),
  subject: type.startsWith('operator.') ? 'operator' : 'principal',
  resource: resourceIdKind(type, resource_kind),
  credential: credential_kind === 'token' || credential_kind === 'credential' ? credential_kind : 'session',
});

/** In the platform everything is of the deployment; where an entry names an id, it is of a key or of a workspace. */
function resourceIdKind(type: string, resourceKind: string): IdKind {
  if (type.startsWith('operator.credential_')) return 'credential';
  return Object.hasOwn(kindOfResource, resourceKind)
    ? kindOfResource[resourceKind as ResourceKind]
    : 'tenant';
}

/** Operators act in the platform as themselves, and inside a tenant as the principal that break-glass made. */
export const actorKind = (actorType: string, action: string): IdKind =>
  actorType === 'operator' && findOperation(action)?.realm !== 'tenant' ? 'operator' : 'principal';
