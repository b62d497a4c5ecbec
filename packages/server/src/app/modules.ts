/** Every module, put together from what the kernel gives. The test harness uses the same lists. */

import type { Uuid } from '@wardroom/contract';
import type { ReadLogKeys } from '../kernel/audit/trust/log-keys.ts';
import type { KernelParts } from '../kernel/create-kernel.ts';
import type { Passwords } from '../kernel/crypto/index.ts';
import type { Egress } from '../kernel/egress/index.ts';
import type { Implementation } from '../kernel/implementation.ts';
import type { Tasks } from '../kernel/jobs/task.ts';
import { upkeepTasks } from '../kernel/jobs/tasks/upkeep.ts';
import type { PlatformDatabase, PlatformImplementation } from '../kernel/platform/index.ts';
import { accessImplementations } from '../modules/access/index.ts';
import { auditImplementations } from '../modules/audit/index.ts';
import { auditProofImplementations } from '../modules/audit-proofs/index.ts';
import { auditRetentionImplementations, auditRetentionTasks } from '../modules/audit-retention/index.ts';
import { auditSinkImplementations } from '../modules/audit-sinks/index.ts';
import { breakGlassImplementations, breakGlassTasks } from '../modules/break-glass/index.ts';
import { channelImplementations, purgeTask } from '../modules/channels/index.ts';
import { clientImplementations, clientTasks } from '../modules/clients/index.ts';
import { credentialImplementations, credentialTasks } from '../modules/credentials/index.ts';
import { directoryImplementations } from '../modules/directory/index.ts';
import { type DomainRules, domainImplementations } from '../modules/domains/index.ts';
import { emergencyImplementations } from '../modules/emergency/index.ts';
import { explainImplementations } from '../modules/explain/index.ts';
import { grantImplementations } from '../modules/grants/index.ts';
import { groupImplementations, groupTasks } from '../modules/groups/index.ts';
import { importImplementations } from '../modules/imports/index.ts';
import { invitationImplementations } from '../modules/invitations/index.ts';
import { messageImplementations, purgeChannel } from '../modules/messages/index.ts';
import { operatorImplementations } from '../modules/operators/index.ts';
import { policyImplementations } from '../modules/policies/index.ts';
import { preferenceImplementations } from '../modules/preferences/index.ts';
import { principalImplementations } from '../modules/principals/index.ts';
import { reactionImplementations } from '../modules/reactions/index.ts';
import { roleImplementations } from '../modules/roles/index.ts';
import { searchImplementations, searchTasks } from '../modules/search/index.ts';
import { createSignInThrottle, sessionImplementations } from '../modules/sessions/index.ts';
import { setupImplementations } from '../modules/setup/index.ts';
import { syncImplementations } from '../modules/sync/index.ts';
import { tenantImplementations } from '../modules/tenants/index.ts';
import { tokenImplementations } from '../modules/tokens/index.ts';

export interface ModuleParts extends KernelParts {
  readonly passwords: Passwords;
  /** The epoch of the log, once it is known. */
  readonly epoch: () => Uuid;
  /** The only way to what tenants name outside. */
  readonly egress: Egress;
  /** Which custom domains may be claimed. */
  readonly domainRules: DomainRules;
  /** Who signs the audit logs, for those who verify them. */
  readonly readLogKeys: ReadLogKeys;
  /** What the operator has set aside for feeds of the audit log that are files; null: nothing. */
  readonly feedDirectory: string | null;
}

export function tenantModules(parts: ModuleParts): Implementation[] {
  const throttle = createSignInThrottle(parts);
  return [
    ...principalImplementations(parts),
    ...tenantImplementations(parts),
    ...sessionImplementations({ ...parts, throttle }),
    ...accessImplementations(),
    ...breakGlassImplementations(),
    ...domainImplementations(parts),
    ...clientImplementations(parts),
    ...credentialImplementations(parts),
    ...roleImplementations(),
    ...auditImplementations(),
    ...auditProofImplementations(parts),
    ...auditRetentionImplementations(),
    ...auditSinkImplementations(parts),
    ...channelImplementations(),
    ...groupImplementations(),
    ...policyImplementations(parts),
    ...messageImplementations(),
    ...explainImplementations(parts),
    ...tokenImplementations(parts),
    ...grantImplementations(),
    ...emergencyImplementations(parts),
    ...reactionImplementations(),
    ...preferenceImplementations(),
    ...invitationImplementations(parts),
    ...searchImplementations(),
    ...syncImplementations(parts),
    ...importImplementations(),
  ];
}

/** What modules do in the background, by the name of the job. */
export const tenantTasks: Tasks = {
  ...upkeepTasks,
  [purgeTask]: purgeChannel,
  ...groupTasks,
  ...searchTasks,
  ...credentialTasks,
  ...clientTasks,
  ...breakGlassTasks,
  ...auditRetentionTasks(),
};

export interface PlatformModuleParts extends ModuleParts {
  readonly platform: PlatformDatabase;
  readonly addressOf: (slug: string) => string;
  readonly region: string;
  readonly demo: boolean;
  readonly demoOnLoopback: boolean;
  /** What goes wrong in one of many workspaces and fails no call. */
  readonly onError: (error: unknown) => void;
}

export function platformModules(parts: PlatformModuleParts): PlatformImplementation[] {
  const founding = { ...parts, provision: parts, link: parts };
  const throttle = createSignInThrottle(parts);
  return [
    ...operatorImplementations({ ...parts, database: parts.platform, throttle }),
    ...directoryImplementations(founding),
    ...setupImplementations(founding),
  ];
}
