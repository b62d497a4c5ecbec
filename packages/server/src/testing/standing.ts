/** What a principal with built-in roles is to the checks of the pipeline. */
import { builtInRoles } from '@wardroom/policy';
import type { Authority } from '../kernel/authority/worth.ts';

export const standingOf = (
  ...roles: string[]
): Pick<
  Authority,
  'roles' | 'rights' | 'book' | 'grantsInChannels' | 'segmented' | 'policiesVersion' | 'method'
> => ({
  roles,
  rights: builtInRoles.rightsOf(roles),
  book: builtInRoles,
  grantsInChannels: false,
  segmented: false,
  policiesVersion: 0,
  method: null,
});
