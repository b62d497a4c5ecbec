/** The door of credentials: keys of bots. */
import type { Implementation } from '../../kernel/implementation.ts';
import { type IssueDeps, issueCredential } from './issue.ts';
import { listCredentials } from './list.ts';
import { revokeCredential } from './revoke.ts';

export const credentialImplementations = (deps: IssueDeps): Implementation[] => [
  issueCredential(deps),
  listCredentials(),
  revokeCredential(),
];
