/** The door of audit: the tenant’s own log, for those entitled. */
import type { Implementation } from '../../kernel/implementation.ts';
import { listAudit } from './list.ts';

export { kindOfResource } from './list.ts';
export { pageOf, presentEntries, type StoredEntry } from './view.ts';

export const auditImplementations = (): Implementation[] => [listAudit()];
