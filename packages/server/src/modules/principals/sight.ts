/** Whose eyes a statement looks through. The rule is `peopleSight`; `store/sight.ts` says it in SQL. */
import type { Uuid } from '@wardroom/contract';
import { type PeopleSight, peopleSight } from '@wardroom/policy';
import type { Authority } from '../../kernel/authority/authority.ts';

export interface Viewer extends PeopleSight {
  readonly principalId: Uuid;
}

export const viewerOf = ({
  principalId,
  rights,
  segmented,
}: Pick<Authority, 'principalId' | 'rights' | 'segmented'>): Viewer => ({
  principalId,
  ...peopleSight(rights, segmented),
});
