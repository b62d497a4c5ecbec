/** The door of roles. */
import type { Implementation } from '../../kernel/implementation.ts';
import { assignRole } from './assign.ts';
import { listRoles } from './list.ts';

export const roleImplementations = (): Implementation[] => [listRoles(), assignRole()];
