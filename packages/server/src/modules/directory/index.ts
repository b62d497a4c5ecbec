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
import { listAudit } from './list-audit.ts';
import { listTenants } from './list-tenants.ts';
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

export type DirectoryDeps = FoundingDeps & SuspensionDeps & EndTokensDeps & DemoLinkDeps & BreakGlassDeps;

export const directoryImplementations = (deps: DirectoryDeps): PlatformImplementation[] => [
  createTenant(deps),
  listTenants(deps),
  suspendTenant(deps),
  resumeTenant(deps),
  endTokens(deps),
  issueDemoLink(deps),
  listAudit(),
  openBreakGlass(deps),
  listBreakGlass(deps),
  closeBreakGlass(deps),
];
