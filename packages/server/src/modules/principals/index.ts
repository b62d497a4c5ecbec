/** The door of principals: people, bots, services and agents of a tenant. */
import type { Passwords } from '../../kernel/crypto/index.ts';
import type { Implementation } from '../../kernel/implementation.ts';
import { createBot, createPerson } from './create.ts';
import { getPrincipal, listPrincipals } from './read.ts';
import { reactivatePrincipal, suspendPrincipal } from './suspend.ts';
import { updateOwnProfile } from './update-profile.ts';

export {
  findPrincipal,
  presentPeople,
  presentPerson,
  requirePrincipal,
  requireRole,
} from './find.ts';
export { createFirstOwner, type FirstOwner, findOwner, prepareFirstOwner } from './first-owner.ts';
export {
  insertPerson,
  type NewPerson,
  nameNewPrincipal,
  type PreparedPerson,
  preparePerson,
} from './new-person.ts';
export { hashPassword, requireAcceptablePassword, verifyPassword } from './passwords.ts';
export {
  baseRole,
  emailLookup,
  handleLookup,
  openProfile,
  type PrincipalRow,
  type Profile,
  roleRefOf,
  sealProfile,
  toPerson,
} from './profile.ts';
export { shownPeople, unhidden } from './shown.ts';
export { type Viewer, viewerOf } from './sight.ts';
export {
  readDepartments,
  readSegmented,
  seen,
  shownTo,
  type ViewerPlaces,
  viewerValues,
} from './store/sight.ts';
export {
  findForSignIn,
  findWithPassword,
  hasOtherActiveOwner,
  insertPrincipal,
  listRows,
  requireFreeHandles,
  type SignInLookup,
  type SignInRow,
  writePassword,
  writeRole,
  writeStatus,
} from './store.ts';

export const principalImplementations = (deps: { readonly passwords: Passwords }): Implementation[] => [
  createPerson(deps),
  createBot(),
  listPrincipals(),
  getPrincipal(),
  updateOwnProfile(),
  suspendPrincipal(),
  reactivatePrincipal(),
];
