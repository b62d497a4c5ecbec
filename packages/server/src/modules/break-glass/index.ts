/** The door of break-glass inside a tenant. Operators come in through the directory. */
import type { Implementation } from '../../kernel/implementation.ts';
import type { Tasks } from '../../kernel/jobs/task.ts';
import { expireTask } from './access.ts';
import { endBreakGlass } from './end.ts';
import { expireAccess } from './expire.ts';
import { breakGlassHistory } from './history.ts';

export { mostOpen, openReason, presentAccesses, sealReason } from './access.ts';
export { closeAsSystem } from './close.ts';
export { type OpenDeps, openAccess } from './open.ts';
export { type AccessRow, findAccesses, findAccessesOf, listOpen } from './store.ts';

export const breakGlassImplementations = (): Implementation[] => [breakGlassHistory(), endBreakGlass()];
export const breakGlassTasks: Tasks = { [expireTask]: expireAccess };
