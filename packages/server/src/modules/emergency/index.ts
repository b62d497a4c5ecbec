/** The door of emergency revocation: a class of credentials, ended at once. */
import type { Implementation } from '../../kernel/implementation.ts';
import type { KeyDeps } from '../credentials/index.ts';
import { previewCredentials } from './preview.ts';
import { revokeMany } from './revoke-many.ts';

export const emergencyImplementations = (deps: KeyDeps): Implementation[] => [
  previewCredentials(),
  revokeMany(deps),
];
