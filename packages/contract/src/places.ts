/**
 * Where an operation acts (TEN-12): how the path of its one resource follows from its input, or that there is no such
 * resource. A credential that is held to a channel is refused whatever is not declared to be inside one. Every operation
 * is in this table, or nothing compiles and nothing starts.
 */
import { idKindOf } from './ids.ts';
import type { AnyOperation } from './operation.ts';
import type { OperationName } from './operations/index.ts';

export type Place =
  /** Not inside any one channel. */
  | 'tenant'
  /** Inside the channel that this field of the input names. Without the field, as `tenant`. */
  | { readonly channel: string }
  /** At the message that this field names; its channel is known once it is found. */
  | { readonly message: string }
  /** At the message that this field names, with its replies: inside its channel, not inside the message alone. */
  | { readonly thread: string };

const channel: Place = Object.freeze({ channel: 'channelId' });
const message: Place = Object.freeze({ message: 'messageId' });

export const places: Readonly<Record<OperationName, Place>> = Object.freeze({
  'access.configure': 'tenant',
  'access.settings': 'tenant',
  'audit.list': 'tenant',
  'authorizations.approve': 'tenant',
  'authorizations.deny': 'tenant',
  'authorizations.show': 'tenant',
  'breakGlass.close': 'tenant',
  'breakGlass.end': 'tenant',
  'breakGlass.history': 'tenant',
  'breakGlass.list': 'tenant',
  'breakGlass.open': 'tenant',
  'channels.access': channel,
  'channels.addMember': channel,
  'channels.archive': channel,
  'channels.classify': channel,
  'channels.create': 'tenant',
  'channels.delete': channel,
  'channels.directory': 'tenant',
  'channels.get': channel,
  'channels.join': channel,
  'channels.leave': channel,
  'channels.list': 'tenant',
  'channels.markRead': channel,
  'channels.members': channel,
  'channels.openDirect': 'tenant',
  'channels.readers': channel,
  'channels.removeMember': channel,
  'channels.restore': channel,
  'channels.setAccess': channel,
  'channels.setMemberRole': channel,
  'channels.update': channel,
  'clients.approve': 'tenant',
  'clients.create': 'tenant',
  'clients.list': 'tenant',
  'clients.revoke': 'tenant',
  'clients.rotateSecret': 'tenant',
  'clients.update': 'tenant',
  'credentials.issue': 'tenant',
  'credentials.list': 'tenant',
  'credentials.preview': 'tenant',
  'credentials.reportLeaked': 'tenant',
  'credentials.revoke': 'tenant',
  'credentials.revokeMany': 'tenant',
  'credentials.rotate': 'tenant',
  'credentials.rotateNow': 'tenant',
  'decisions.list': 'tenant',
  'devices.approve': 'tenant',
  'devices.deny': 'tenant',
  'devices.show': 'tenant',
  'directory.createTenant': 'tenant',
  'directory.endTokens': 'tenant',
  'directory.issueDemoLink': 'tenant',
  'directory.listAudit': 'tenant',
  'directory.listTenants': 'tenant',
  'directory.resumeTenant': 'tenant',
  'directory.suspendTenant': 'tenant',
  'decisions.explain': 'tenant',
  'decisions.readers': channel,
  'domains.add': 'tenant',
  'domains.list': 'tenant',
  'domains.remove': 'tenant',
  'domains.verify': 'tenant',
  'grants.list': 'tenant',
  'grants.revoke': 'tenant',
  'groups.addMembers': 'tenant',
  'groups.create': 'tenant',
  'groups.delete': 'tenant',
  'groups.get': 'tenant',
  'groups.join': 'tenant',
  'groups.leave': 'tenant',
  'groups.linkChannel': 'tenant',
  'groups.list': 'tenant',
  'groups.members': 'tenant',
  'groups.removeMembers': 'tenant',
  'groups.setMemberRole': 'tenant',
  'groups.setRoles': 'tenant',
  'groups.unlinkChannel': 'tenant',
  'groups.update': 'tenant',
  'imports.append': 'tenant',
  'invitations.accept': 'tenant',
  'invitations.create': 'tenant',
  'invitations.list': 'tenant',
  'invitations.revoke': 'tenant',
  'invitations.show': 'tenant',
  'messages.edit': message,
  'messages.get': message,
  'messages.list': channel,
  'messages.locate': channel,
  'messages.mentions': 'tenant',
  'messages.redact': message,
  'messages.send': channel,
  'messages.thread': { thread: 'threadRootId' },
  'operators.issueKey': 'tenant',
  'operators.listKeys': 'tenant',
  'operators.revokeKey': 'tenant',
  'operators.show': 'tenant',
  'operators.signIn': 'tenant',
  'operators.signOut': 'tenant',
  'pins.add': message,
  'pins.list': channel,
  'pins.remove': message,
  'policies.activate': 'tenant',
  'policies.configure': 'tenant',
  'policies.get': 'tenant',
  'policies.save': 'tenant',
  'policies.schema': 'tenant',
  'policies.show': 'tenant',
  'policies.simulate': 'tenant',
  'policies.simulateAll': 'tenant',
  'policies.test': 'tenant',
  'policies.versions': 'tenant',
  'preferences.get': 'tenant',
  'preferences.update': 'tenant',
  'principals.changePassword': 'tenant',
  'principals.create': 'tenant',
  'principals.createBot': 'tenant',
  'principals.get': 'tenant',
  'principals.list': 'tenant',
  'principals.reactivate': 'tenant',
  'principals.suspend': 'tenant',
  'principals.updateProfile': 'tenant',
  'reactions.add': message,
  'reactions.remove': message,
  'roles.assign': 'tenant',
  'roles.create': 'tenant',
  'roles.delete': 'tenant',
  'roles.list': 'tenant',
  'roles.preview': 'tenant',
  'roles.update': 'tenant',
  'search.configure': 'tenant',
  'search.messages': 'tenant',
  'search.status': 'tenant',
  'sessions.create': 'tenant',
  'sessions.end': 'tenant',
  'sessions.list': 'tenant',
  'sessions.listAll': 'tenant',
  'sessions.reauthenticate': 'tenant',
  'sessions.redeem': 'tenant',
  'sessions.revoke': 'tenant',
  'sessions.revokeOthers': 'tenant',
  'sessions.show': 'tenant',
  'setup.complete': 'tenant',
  'setup.show': 'tenant',
  'sync.snapshot': 'tenant',
  'tenants.show': 'tenant',
  'tenants.update': 'tenant',
  'tokens.issue': channel,
  'tokens.list': 'tenant',
  'tokens.revoke': 'tenant',
  'tokens.rotateSigningKey': 'tenant',
  'tokens.trace': 'tenant',
});

/** Names what is wrong with the declaration, or null: the field must be there and be an identifier of the right kind. */
export function placeFault(operation: AnyOperation): string | null {
  const { name } = operation;
  if (!Object.hasOwn(places, name)) return `${name} does not declare where it acts`;
  const place: Place = places[name as OperationName];
  if (place === 'tenant') return null;
  const [kind, field] =
    'channel' in place
      ? (['channel', place.channel] as const)
      : (['message', 'message' in place ? place.message : place.thread] as const);
  const { shape = {} } = operation.input.def as { shape?: Record<string, AnyOperation['input']> };
  const schema = shape[field];
  if (schema === undefined) return `${name} acts on ${field}, which is not in its input`;
  return idKindOf(schema) === kind ? null : `${name} acts on ${field}, which names no ${kind}`;
}
