/** The door of the directory: workspaces as the operator of the deployment sees them. */
import type { PlatformImplementation } from '../../kernel/platform/index.ts';
import {
  type BreakGlassDeps,
  closeBreakGlass,
  listBreakGlass,
  openBreakGlass,
} from './break-glass/operations.ts';
import { createTenant } from './create-tenant.ts';
import { type EndTokensDeps, endTokens } from './end-tokens.ts';
import type { FoundingDeps } from './founding.ts';
import { type DemoLinkDeps, issueDemoLink } from './issue-demo-link.ts';
import { listTenants } from './list-tenants.ts';
import { listAudit } from './log/list.ts';
import {
  beginExport,
  type PlatformLogDeps,
  proveConsistency,
  proveEntry,
  readExport,
  showCheckpoint,
} from './log/proofs.ts';
import { type KeyRotationDeps, rotateAuditKey } from './log/rotate-key.ts';
import { resumeTenant, type SuspensionDeps, suspendTenant } from './suspension.ts';

export {
  type FoundingDeps,
  type FoundingInput,
  openTenant,
  requireAcceptableOwner,
  requireUnfinished,
  reserveTenant,
} from './founding.ts';
export type { DirectoryRow } from './store.ts';
export { presentTenant } from './tenant-at-address.ts';

export type DirectoryDeps = FoundingDeps &
  SuspensionDeps &
  EndTokensDeps &
  DemoLinkDeps &
  BreakGlassDeps &
  PlatformLogDeps &
  KeyRotationDeps;

export const directoryImplementations = (deps: DirectoryDeps): PlatformImplementation[] => [
  createTenant(deps),
  listTenants(deps),
  suspendTenant(deps),
  resumeTenant(deps),
  endTokens(deps),
  issueDemoLink(deps),
  listAudit(deps),
  showCheckpoint(deps),
  proveEntry(deps),
  proveConsistency(deps),
  beginExport(deps),
  readExport(deps),
  rotateAuditKey(deps),
  openBreakGlass(deps),
  listBreakGlass(deps),
  closeBreakGlass(deps),
];
