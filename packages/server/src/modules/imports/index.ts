/** The door of imports. */
import type { Implementation } from '../../kernel/implementation.ts';
import { appendImport } from './append.ts';

export const importImplementations = (): Implementation[] => [appendImport];
