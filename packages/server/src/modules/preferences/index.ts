/** The door of preferences. */
import type { Implementation } from '../../kernel/implementation.ts';
import { getPreferences } from './get.ts';
import { updatePreferences } from './update.ts';

export { type Arrangement, presentPreferences } from './arrangement.ts';
export { hydratePreferences, type PreferencesRow, readPreferences } from './store.ts';

export const preferenceImplementations = (): Implementation[] => [getPreferences(), updatePreferences()];
