/** The screens of the console: which of them somebody sees follows from what they hold. The server decides each call again. */
import type { Permission } from '@wardroom/contract';
import type { TextKey } from '../i18n/catalogue.ts';

const screenNames = [
  'people',
  'roles',
  'groups',
  'invitations',
  'channels',
  'keys',
  'clients',
  'grants',
  'tokens',
  'sessions',
  'emergency',
  'policies',
  'explain',
  'audit',
  'audit-retention',
  'audit-sinks',
  'break-glass',
  'settings',
  'domains',
] as const;
export type ScreenName = (typeof screenNames)[number];

interface ScreenFacts {
  readonly title: TextKey;
  readonly group: TextKey;
  /** Any of them. */
  readonly permissions: readonly Permission[];
}

export const screens: Readonly<Record<ScreenName, ScreenFacts>> = {
  people: {
    title: 'console.people.title',
    group: 'console.group.people',
    permissions: ['people.manage', 'people.read'],
  },
  roles: { title: 'roles.title', group: 'console.group.people', permissions: ['roles.read'] },
  groups: { title: 'groups.title', group: 'console.group.people', permissions: ['groups.read'] },
  invitations: {
    title: 'console.invitations.title',
    group: 'console.group.people',
    permissions: ['people.invite'],
  },
  channels: {
    title: 'console.channels.title',
    group: 'console.group.conversations',
    permissions: ['channel.browse'],
  },
  keys: { title: 'console.keys.title', group: 'console.group.machines', permissions: ['credentials.own'] },
  clients: {
    title: 'credentials.clients',
    group: 'console.group.machines',
    permissions: ['clients.own', 'clients.manage'],
  },
  grants: { title: 'credentials.grants', group: 'console.group.machines', permissions: ['tokens.manage'] },
  tokens: {
    title: 'credentials.tokens',
    group: 'console.group.machines',
    permissions: ['tokens.manage', 'audit.view_security'],
  },
  sessions: {
    title: 'credentials.sessions',
    group: 'console.group.machines',
    permissions: ['sessions.manage'],
  },
  emergency: {
    title: 'credentials.emergency',
    group: 'console.group.machines',
    permissions: ['tokens.manage'],
  },
  policies: { title: 'policies.title', group: 'policies.group', permissions: ['policies.view'] },
  explain: { title: 'explain.title', group: 'policies.group', permissions: ['access.explain'] },
  audit: { title: 'console.audit.title', group: 'console.group.evidence', permissions: ['audit.view'] },
  'audit-retention': {
    title: 'retention.title',
    group: 'console.group.evidence',
    permissions: ['audit.view'],
  },
  'audit-sinks': { title: 'feeds.title', group: 'console.group.evidence', permissions: ['audit.view'] },
  'break-glass': {
    title: 'breakGlass.title',
    group: 'console.group.evidence',
    permissions: ['console.view'],
  },
  settings: {
    title: 'console.settings.title',
    group: 'console.group.workspace',
    permissions: ['workspace.update'],
  },
  domains: {
    title: 'domains.title',
    group: 'console.group.workspace',
    permissions: ['domains.manage'],
  },
};

/** In the order of the navigation; none for somebody who may not see the console. */
export function screensFor(held: readonly string[]): readonly ScreenName[] {
  if (!held.includes('console.view')) return [];
  return screenNames.filter((name) =>
    screens[name].permissions.some((permission) => held.includes(permission)),
  );
}

interface ScreenGroup {
  readonly title: TextKey;
  readonly names: readonly ScreenName[];
}

export function groupsOf(names: readonly ScreenName[]): readonly ScreenGroup[] {
  const titles = [...new Set(names.map((name) => screens[name].group))];
  return titles.map((title) => ({ title, names: names.filter((name) => screens[name].group === title) }));
}
