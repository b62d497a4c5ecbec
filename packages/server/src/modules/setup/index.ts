/** The door of setup. */
import type { PlatformImplementation } from '../../kernel/platform/index.ts';
import { completeSetup, type SetupDeps } from './complete.ts';
import { showSetup } from './show.ts';

export type { SetupDeps } from './complete.ts';
export { ensureSetupLink, type SetupLinkDeps } from './ensure-setup-link.ts';

export const setupImplementations = (deps: SetupDeps): PlatformImplementation[] => [
  showSetup(),
  completeSetup(deps),
];
