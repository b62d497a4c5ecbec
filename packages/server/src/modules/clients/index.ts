/** The door of clients: the programs that act for people or as services (TOK-05). */
import type { Implementation } from '../../kernel/implementation.ts';
import type { Tasks } from '../../kernel/jobs/task.ts';
import { approveClient } from './approve.ts';
import { type ClientDeps, createClient } from './create.ts';
import { listClients } from './list.ts';
import { remindOfSecretEnd, remindTask } from './remind.ts';
import { revokeClient } from './revoke.ts';
import { rotateClientSecret } from './rotate-secret.ts';
import { updateClient } from './update.ts';

export { type ClientRecord, openClient } from './client.ts';
export {
  type ClientDirectoryDeps,
  createClientDirectory,
} from './directory.ts';
export { type By, endClient } from './end.ts';
export { endLeakedSecrets } from './leaked.ts';
export { readClient } from './read.ts';
export { hashSecretOfClient } from './secret.ts';

export const clientTasks: Tasks = { [remindTask]: remindOfSecretEnd };

export const clientImplementations = (deps: ClientDeps): Implementation[] => [
  createClient(deps),
  listClients(),
  updateClient(),
  approveClient(),
  rotateClientSecret(deps),
  revokeClient(),
];
