/** The door of roles. */
import type { Implementation } from '../../kernel/implementation.ts';
import { assignRole } from './assign.ts';
import { createRole } from './create.ts';
import { deleteRole } from './delete.ts';
import { listRoles } from './list.ts';
import { previewRole } from './preview.ts';
import { updateRole } from './update.ts';

export { builtInTexts } from './built-in.ts';
export { openText as openRoleText } from './role.ts';
export { findRole, listRoleRows, type RoleRow } from './store.ts';

export const roleImplementations = (): Implementation[] => [
  listRoles(),
  previewRole(),
  createRole(),
  updateRole(),
  deleteRole(),
  assignRole(),
];
