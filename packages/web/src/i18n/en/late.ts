/** Texts of pages that few people open, or seldom: they arrive with these pages, not before. */
import { access } from './access.ts';
import { breakGlass } from './break-glass.ts';
import { console } from './console.ts';
import { credentials } from './credentials.ts';
import { domains } from './domains.ts';
import { explain } from './explain.ts';
import { groups } from './groups.ts';
import { policies } from './policies.ts';
import { roles } from './roles.ts';
import { stepUp } from './step-up.ts';

export const late = {
  ...access,
  ...breakGlass,
  ...console,
  ...credentials,
  ...domains,
  ...explain,
  ...groups,
  ...policies,
  ...roles,
  ...stepUp,
} as const;
