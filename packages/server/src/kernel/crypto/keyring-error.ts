// Every failure of keys and ciphertexts. A message names the place that failed and never a key, a plaintext or a password.

export type KeyringErrorCode =
  /** The keys of a scope cannot be had: purged, expired, or their stored form does not open. */
  | 'key_unavailable'
  /** A ciphertext names a data key that this scope does not have. */
  | 'key_unknown_epoch'
  /** A ciphertext, its tag or the place it was read from is not the one that was written. */
  | 'ciphertext_rejected'
  /** The provider of the root key did not answer. */
  | 'key_provider_unavailable'
  | 'plaintext_too_large'
  /** A scope, table, column or row name that could make two places look alike. */
  | 'identifier_malformed'
  /** A file of secrets that others than its owner may read, or that is not a plain file. */
  | 'root_key_permissions'
  | 'root_key_malformed'
  | 'root_key_missing'
  | 'root_key_passphrase'
  | 'sealed_file_malformed'
  /** Too many passwords are being hashed; the caller answers "try again". */
  | 'password_busy'
  | 'password_hash_unknown';

export class KeyringError extends Error {
  readonly code: KeyringErrorCode;

  constructor(code: KeyringErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KeyringError';
    this.code = code;
  }
}
