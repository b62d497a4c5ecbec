export { deriveKey, labelBytes, mac, takeKey } from './derive.ts';
export { KeyringError, type KeyringErrorCode } from './keyring-error.ts';
export {
  longestPassword,
  type PasswordProblem,
  type PasswordRules,
  passwordKey,
  passwordProblems,
} from './password-rules.ts';
export {
  type Argon2Cost,
  currentCost,
  normalisePassword,
  type PasswordCheck,
  Passwords,
  type PasswordsOptions,
} from './passwords.ts';
export {
  epochOf,
  largestPlaintext,
  openField,
  type SealedPlace,
  sealedOverhead,
  sealField,
} from './sealed.ts';
export {
  type ApiKeyForm,
  type ApiKeyKind,
  type ApiKeyMode,
  apiKeyKinds,
  digestSecret,
  isSecret,
  keyedDigest,
  newApiKey,
  newSecret,
  parseApiKey,
  sameSecret,
} from './secrets.ts';
