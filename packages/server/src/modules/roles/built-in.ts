/** What the locked roles are called, and what they are for, in the words people read. */
import type { RoleName } from '@wardroom/contract';

export interface RoleText {
  readonly name: string;
  readonly description: string;
}

export const builtInTexts: Readonly<Record<RoleName, RoleText>> = Object.freeze({
  owner: {
    name: 'Owner',
    description: 'Everything, exports, backups and encryption included. A workspace is never without one.',
  },
  admin: {
    name: 'Administrator',
    description: 'People, roles, groups, channels, keys and settings; neither the audit log nor exports.',
  },
  developer: {
    name: 'Developer',
    description: 'What members may, and bots, keys and clients of one’s own.',
  },
  member: { name: 'Member', description: 'Reads, writes, and makes channels and groups.' },
  guest: { name: 'Guest', description: 'Reads and writes in the channels they have been added to.' },
  viewer: { name: 'Viewer', description: 'Reads public channels and the ones they are in; writes nowhere.' },
  auditor: {
    name: 'Auditor',
    description: 'Reads the audit log, policies and roles; no conversations.',
  },
  agent: {
    name: 'Agent',
    description: 'Bots, services and agents: what they may comes from the channels they are added to.',
  },
});
