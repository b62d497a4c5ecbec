/** The door of access: how long keys live in a workspace, and which programs it lets in. */
import type { Implementation } from '../../kernel/implementation.ts';
import { configureAccess, showSettings } from './configure.ts';

export { believesDocumentsOf, defaultSettings, longestDays, readAccessSettings } from './settings.ts';

export const accessImplementations = (): Implementation[] => [showSettings(), configureAccess()];
