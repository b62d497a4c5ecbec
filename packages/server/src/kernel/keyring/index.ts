export { KeyringError, type KeyringErrorCode } from '../crypto/index.ts';
export { type KeyUse, type KeyUseKind, keyUseKinds } from './key-uses.ts';
export { Keyring, type KeyringOptions } from './keyring.ts';
export { type LocalProviderOptions, openLocalProvider } from './local-provider.ts';
export {
  type KeyDomain,
  type KeyProvider,
  type KeyScope,
  keyDomains,
  type StoredDataKey,
  type StoredKeys,
  type WrappedKeyStore,
} from './scope.ts';
export type { Field, ScopeKeys } from './scope-keys.ts';
export { readSealedFile, writeSealedFile } from './sealed-file.ts';
