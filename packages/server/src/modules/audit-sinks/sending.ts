/** Who may have entries sent: a feed carries both stores, so whoever sets one going reads both. */
import { workspace } from '../../kernel/authorise.ts';
import type { RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import { requireBothStores } from '../audit/index.ts';

export function authoriseSending(context: RunContext): Permit {
  requireBothStores(context);
  return context.authorise('audit.manage', workspace);
}
