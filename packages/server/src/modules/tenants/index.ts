/** The door of tenants: the workspace as its own people see and name it, and how its first rows are made. */
import type { Implementation } from '../../kernel/implementation.ts';
import { segmentTenant, showSegmentation } from './segmentation.ts';
import { showTenant } from './show.ts';
import { type UpdateTenantDeps, updateTenant } from './update.ts';

export { requireAcceptablePassword } from '../principals/index.ts';
export { type NewTenant, type ProvisionDeps, provisionTenant } from './provision.ts';
export { readDirectoryEntry } from './store.ts';
export { toTenantView } from './tenant-view.ts';

export const tenantImplementations = (deps: UpdateTenantDeps): Implementation[] => [
  showTenant(),
  updateTenant(deps),
  showSegmentation(),
  segmentTenant(),
];
