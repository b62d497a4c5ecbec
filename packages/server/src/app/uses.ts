/** Which credentials are in use: sessions live on by it, keys show it. Only calls that were allowed count. */
import { findOperation, type Scope } from '@wardroom/contract';
import { type Call, type Identity, isIdentity } from '../kernel/call.ts';
import type { Directory } from '../kernel/directory/directory.ts';
import { createKeyUse, type KeyUseDeps } from '../modules/credentials/index.ts';
import { createSessionTouch } from '../modules/sessions/index.ts';

export interface Uses {
  /** After a call that was allowed. */
  called(call: Call): Promise<void>;
  /** After a socket was opened, or has been answered. */
  connected(identity: Identity, address: string): void;
  settled(): Promise<void>;
}

export function createUses(deps: KeyUseDeps & { readonly directory: Directory }): Uses {
  const sessions = createSessionTouch(deps);
  const keys = createKeyUse(deps);
  const connected = (identity: Identity, address: string, scope?: Scope) => {
    sessions.touch(identity);
    keys.used(identity, address, scope);
  };
  return {
    connected,
    async called({ credential, operation, address }) {
      if (!isIdentity(credential) && credential.kind !== 'session' && credential.kind !== 'key') return;
      const identity = isIdentity(credential) ? credential : await deps.directory.identify(credential);
      if (identity) connected(identity, address, scopeOf(operation));
    },
    async settled() {
      await Promise.all([sessions.settled(), keys.settled()]);
    },
  };
}

const scopeOf = (operation: string): Scope | undefined => {
  const scope = findOperation(operation)?.scope;
  return typeof scope === 'string' && scope !== 'platform' ? scope : undefined;
};
