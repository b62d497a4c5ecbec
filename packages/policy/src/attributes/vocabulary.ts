/**
 * The words of tenant policies: which attributes exist, of which type, and to which resources an action applies. The
 * Cedar schema that people read and the values that Cedar is given are both made from these tables, so a policy that
 * type-checks can never meet an attribute that is missing or of another type.
 */
import { operations, type Permission, permissions } from '@wardroom/contract';

export type AttributeType = 'String' | 'Long' | 'Bool' | 'Set<String>' | 'ipaddr' | 'Time' | 'Channel';
export interface Attribute {
  readonly type: AttributeType;
  readonly note: string;
  readonly optional?: true;
}
type Attributes = Readonly<Record<string, Attribute>>;

const attribute = (type: AttributeType, note: string): Attribute => ({ type, note });

export const principalAttributes: Attributes = {
  kind: attribute('String', 'person, bot, service or agent'),
  role: attribute('String', 'the base role: a built-in name or the id of a custom role'),
  roles: attribute('Set<String>', 'the base role and those that groups confer'),
  groups: attribute('Set<String>', 'ids and handles of all groups, those above included'),
};

export const channelAttributes: Attributes = {
  kind: attribute('String', 'public, private or direct'),
  classification: attribute('String', 'such as public, internal, confidential, restricted'),
  labels: attribute('Set<String>', 'labels of the channel'),
  groups: attribute('Set<String>', 'ids and handles of the groups it is linked to'),
  archived: attribute('Bool', 'is it archived?'),
};

export const messageAttributes: Attributes = {
  own: attribute('Bool', 'did the principal write it?'),
  channel: attribute('Channel', 'where it stands'),
};

export const timeAttributes: Attributes = {
  hour: attribute('Long', '0 to 23'),
  minute: attribute('Long', '0 to 59'),
  weekday: attribute('Long', '1 = Monday to 7 = Sunday'),
  date: attribute('String', 'yyyy-mm-dd'),
};

export const contextAttributes: Attributes = {
  address: attribute('ipaddr', 'where the call comes from; ip("::") when it is not known'),
  addressKnown: attribute('Bool', 'is the address known?'),
  time: attribute('Time', 'now, in the time zone of the workspace'),
  device: attribute('String', 'desktop, mobile, cli, server or unknown'),
  mfaAgeMinutes: attribute('Long', 'since a second factor was shown; -1 = never'),
  authenticationAgeMinutes: attribute('Long', 'since the sign-in'),
  authentication: attribute('Set<String>', 'how: password, link, key, oauth'),
  credential: attribute('String', 'session, key or token'),
  region: attribute('String', 'region of the workspace'),
  delegated: attribute('Bool', 'does somebody act for somebody else?'),
  delegationDepth: attribute('Long', 'how many acted in between; 0 = nobody'),
  agent: attribute('Bool', 'is an AI agent acting?'),
  scopes: attribute('Set<String>', 'scopes of the credential; all of them for a session'),
  operation: { ...attribute('String', 'name of the operation, such as messages.send'), optional: true },
};

export type AttributeResourceKind = 'Workspace' | 'Channel' | 'Message' | 'Principal';
export const actionGroups = ['read', 'write', 'administer'] as const;
export type ActionGroup = (typeof actionGroups)[number];

export interface Action {
  readonly permission: Permission;
  readonly title: string;
  /** `read` or `write`, and `administer` on top for administrative permissions. */
  readonly groups: readonly ActionGroup[];
  readonly resources: readonly AttributeResourceKind[];
}

/** Last words of permissions that only show something. Export belongs here: it is reading in bulk. */
const readingVerbs: ReadonlySet<string> = new Set([
  'read',
  'view',
  'view_hidden',
  'browse',
  'search',
  'export',
  'explain',
]);

function groupsOf(permission: Permission): ActionGroup[] {
  const verb = permission.slice(permission.indexOf('.') + 1);
  const group: ActionGroup = readingVerbs.has(verb) ? 'read' : 'write';
  return 'administrative' in permissions[permission] ? [group, 'administer'] : [group];
}

/** Permissions on the workspace that some operation asks for a principal can be decided for that principal, too. */
const onPrincipals: ReadonlySet<unknown> = new Set(
  Object.values(operations)
    .filter((operation) => operation.resource === 'Principal')
    .map((operation) => operation.permission),
);

function resourcesOf(permission: Permission): AttributeResourceKind[] {
  const { resource } = permissions[permission];
  if (resource !== 'Tenant') return [resource];
  return onPrincipals.has(permission) ? ['Workspace', 'Principal'] : ['Workspace'];
}

const table: readonly Action[] = (Object.keys(permissions) as Permission[]).map((permission) =>
  Object.freeze({
    permission,
    title: permissions[permission].title,
    groups: groupsOf(permission),
    resources: resourcesOf(permission),
  }),
);
const byPermission: ReadonlyMap<string, Action> = new Map(table.map((action) => [action.permission, action]));

/** Every action that a policy can name, in the order of the table of permissions. */
export const actionSchema = (): readonly Action[] => table;
export const findAction = (permission: string): Action | null => byPermission.get(permission) ?? null;
