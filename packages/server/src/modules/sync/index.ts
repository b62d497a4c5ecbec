/** The door of sync. */
import type { Implementation } from '../../kernel/implementation.ts';
import { type SnapshotDeps, snapshot } from './snapshot.ts';

export const syncImplementations = (deps: SnapshotDeps): Implementation[] => [snapshot(deps)];
