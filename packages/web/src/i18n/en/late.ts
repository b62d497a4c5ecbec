/** Texts of pages that few people open, or seldom: they arrive with these pages, not before. */
import { access } from './access.ts';
import { auditExplorer } from './audit-explorer.ts';
import { auditRetention } from './audit-retention.ts';
import { auditSinks } from './audit-sinks.ts';
import { auditVerify } from './audit-verify.ts';
import { breakGlass } from './break-glass.ts';
import { console } from './console.ts';
import { credentials } from './credentials.ts';
import { domains } from './domains.ts';
import { explain } from './explain.ts';
import { groups } from './groups.ts';
import { policies } from './policies.ts';
import { roles } from './roles.ts';
import { stepUp } from './step-up.ts';
import { withdrawn } from './withdrawn.ts';

export const late = {
  ...access,
  ...auditExplorer,
  ...auditRetention,
  ...auditSinks,
  ...auditVerify,
  ...breakGlass,
  ...console,
  ...credentials,
  ...domains,
  ...explain,
  ...groups,
  ...policies,
  ...roles,
  ...stepUp,
  ...withdrawn,
} as const;
