/** The table of permissions: what each brings with it, which built-in roles hold it, and what asks for it. */
import { type Permission, permissions, roleNames } from '@wardroom/contract';
import { cascades, grantableInChannel, rolePermissions } from '@wardroom/policy';
import { columns } from './columns.ts';
import { sorted } from './operations.ts';

const all = Object.keys(permissions) as Permission[];

const asking = (permission: Permission): string[] =>
  sorted
    .filter((operation) => operation.permission === permission || operation.orPermission === permission)
    .map(({ name }) => name);

/** Asked within operations that declare another one. The reason is where. */
const within: { readonly [permission in Permission]?: string } = {
  'channel.browse': 'within channels.directory and whatever is about a public channel',
  'channel.manage_any': 'within whatever manages a channel',
  'message.mention_all': 'within messages.send and messages.edit',
  'message.redact_any': 'within messages.redact',
  'credentials.manage': 'within credentials.*, for bots of others',
  'clients.manage': 'within clients.*, for services of others',
  'tokens.manage': 'within tokens.* and emergency.*, for tokens of others',
  'sessions.manage': 'within sessions.*, for sessions of others',
  'groups.view_hidden': 'within groups.*, for hidden ones',
  'groups.mention': 'within messages.send',
  'people.read_across': 'within whatever shows people where departments keep them apart, and tenants.segment',
  'audit.view_compliance': 'within whatever shows entries of the log',
  'console.view': 'by the console',
};

/** Permissions that no operation asks for, itself or within. */
export const unasked = (): Permission[] =>
  all.filter((permission) => asking(permission).length === 0 && within[permission] === undefined);

const legend = `Permissions, by area. \`adm\`: administrative. \`chan\`: a channel may give it to its members. What a permission
brings is chosen with it when a role is saved; nothing else implies anything.
`;

export function permissionsGolden(): string {
  const heading = ['permission', 'area', 'adm', 'chan', 'brings', 'built-in roles', 'asked for by'];
  const grantable: readonly Permission[] = grantableInChannel;
  const rows = all.map((permission) => {
    const held = roleNames.filter((role) => rolePermissions[role].has(permission));
    const asks = asking(permission);
    return [
      permission,
      permissions[permission].area,
      'administrative' in permissions[permission] ? 'adm' : '-',
      grantable.includes(permission) ? 'chan' : '-',
      cascades[permission].join(' ') || '-',
      held.join(' ') || '-',
      [...asks, ...(within[permission] === undefined ? [] : [within[permission]])].join(', ') || 'none yet',
    ];
  });
  return `${legend}\n${columns([heading, ...rows])}`;
}
