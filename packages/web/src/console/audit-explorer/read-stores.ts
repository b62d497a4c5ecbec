import { holds } from '../../workspace/rights.ts';
import type { Synced } from '../../workspace/state.ts';

export type ReadStore = 'security' | 'compliance';

/** The stores of the audit log that one may read (AUD-02). */
export const readStores = (synced: Synced): readonly ReadStore[] =>
  (['security', 'compliance'] as const).filter((store) => holds(synced, `audit.view_${store}`));
