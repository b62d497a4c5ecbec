/** What each scope opens, in words. A scope is a ceiling: nobody gets more by it than they may do themselves. */
import type { Scope } from '@wardroom/contract';
import type { TextKey } from '../i18n/catalogue.ts';

export const scopeTexts: Readonly<Record<Scope, TextKey>> = {
  'messages:read': 'access.scope.messagesRead',
  'messages:write': 'access.scope.messagesWrite',
  'channels:read': 'access.scope.channelsRead',
  'channels:write': 'access.scope.channelsWrite',
  'people:read': 'access.scope.peopleRead',
  'people:write': 'access.scope.peopleWrite',
  'roles:read': 'access.scope.rolesRead',
  'roles:write': 'access.scope.rolesWrite',
  'groups:read': 'access.scope.groupsRead',
  'groups:write': 'access.scope.groupsWrite',
  'policies:read': 'access.scope.policiesRead',
  'policies:write': 'access.scope.policiesWrite',
  'credentials:read': 'access.scope.credentialsRead',
  'credentials:write': 'access.scope.credentialsWrite',
  'sessions:read': 'access.scope.sessionsRead',
  'sessions:write': 'access.scope.sessionsWrite',
  'workspace:read': 'access.scope.workspaceRead',
  'workspace:write': 'access.scope.workspaceWrite',
  'audit:read': 'access.scope.auditRead',
  'audit:write': 'access.scope.auditWrite',
  'imports:write': 'access.scope.importsWrite',
  'tokens:read': 'access.scope.tokensRead',
  'tokens:write': 'access.scope.tokensWrite',
  'clients:read': 'access.scope.clientsRead',
  'clients:write': 'access.scope.clientsWrite',
};
export const scopeNames = Object.keys(scopeTexts) as readonly Scope[];

const farReaching: ReadonlySet<Scope> = new Set<Scope>([
  'people:write',
  'roles:write',
  'groups:write',
  'policies:write',
  'credentials:write',
  'sessions:write',
  'workspace:write',
  'tokens:write',
  'clients:write',
]);

/** With it somebody makes others act, or lets others in. */
export const isFarReaching = (scope: Scope): boolean => farReaching.has(scope);

interface ScopeGroups {
  readonly reads: readonly Scope[];
  readonly changes: readonly Scope[];
}

/** In the order of the catalogue; a scope that this page does not know is left out. */
export const groupsOf = (asked: readonly Scope[]): ScopeGroups => {
  const known = scopeNames.filter((scope) => asked.includes(scope));
  return {
    reads: known.filter((scope) => scope.endsWith(':read')),
    changes: known.filter((scope) => !scope.endsWith(':read')),
  };
};
