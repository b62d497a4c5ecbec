/** The door of audit: the tenant’s own log, for those entitled. */
import type { Implementation } from '../../kernel/implementation.ts';
import { getAuditEntry } from './get.ts';
import { auditFacets, auditHistogram } from './histogram.ts';
import { listAudit } from './list.ts';
import { tailAudit } from './tail.ts';
import { listAuditViews, removeAuditView, saveAuditView } from './views.ts';

export { criteriaOf } from './criteria.ts';
export { bothStores, isReadable, readableStores, requireBothStores } from './readable.ts';
export { searchEntries } from './search.ts';
export { openingsOf } from './store/entries.ts';
export { pageOf, presentAll, presentEntries, type StoredEntry } from './view.ts';

export const auditImplementations = (): Implementation[] => [
  listAudit(),
  tailAudit(),
  getAuditEntry(),
  auditHistogram(),
  auditFacets(),
  listAuditViews(),
  saveAuditView(),
  removeAuditView(),
];
