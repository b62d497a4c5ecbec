/** The door of search. */
import type { Implementation } from '../../kernel/implementation.ts';
import type { Tasks } from '../../kernel/jobs/task.ts';
import { configureSearch } from './configure.ts';
import { searchMessages } from './messages.ts';
import { reindex, reindexTask } from './reindex.ts';
import { showStatus } from './status.ts';

export const searchImplementations = (): Implementation[] => [searchMessages, showStatus, configureSearch];

export const searchTasks: Tasks = { [reindexTask]: reindex };
