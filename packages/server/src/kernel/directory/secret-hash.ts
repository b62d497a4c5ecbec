/**
 * The keyed hash under which a secret is stored and found. Under a platform key, because it is looked up before the
 * tenant is known; a copy of the database alone cannot test a guessed secret against it.
 */
import type { ScopeKeys } from '../keyring/index.ts';

export const hashSecret = (
  platformKeys: ScopeKeys,
  kind: 'session' | 'key' | 'link',
  secret: string,
): Buffer => platformKeys.lookup('credentials', kind, secret);
