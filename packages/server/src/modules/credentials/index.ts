/** The door of credentials: keys of bots, services and agents. */
import type { Implementation } from '../../kernel/implementation.ts';
import type { Tasks } from '../../kernel/jobs/task.ts';
import { issueCredential } from './issue.ts';
import { listCredentials } from './list.ts';
import { type KeyDeps, remindTask } from './new-key.ts';
import { remindOfEnd } from './remind.ts';
import { reportLeakedCredentials } from './report-leaked.ts';
import { revokeCredential } from './revoke.ts';
import { rotateCredential, rotateCredentialNow } from './rotate.ts';

export { createKeyUse, type KeyUse, type KeyUseDeps } from './last-use.ts';
export { type KeyDeps, type NewKey, type PreparedKey, prepareKey, presentNewKey } from './new-key.ts';
export { endKey } from './revoke.ts';
export { reissueKey } from './rotate.ts';

export const credentialTasks: Tasks = { [remindTask]: remindOfEnd };

export const credentialImplementations = (deps: KeyDeps): Implementation[] => [
  issueCredential(deps),
  listCredentials(),
  revokeCredential(),
  rotateCredential(deps),
  rotateCredentialNow(deps),
  reportLeakedCredentials(deps),
];
