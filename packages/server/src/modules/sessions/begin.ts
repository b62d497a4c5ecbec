/** Begins a session for somebody who has just proved who they are; shared by every way to sign in. */
import type { Uuid } from '@wardroom/contract';
import { roleBook } from '../../kernel/authority/role-books.ts';
import { newSecret } from '../../kernel/crypto/index.ts';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { hashSecret } from '../../kernel/directory/secret-hash.ts';
import type { PrepareContext, PublicRunContext } from '../../kernel/implementation.ts';
import type { Keyring } from '../../kernel/keyring/index.ts';
import type { Permit } from '../../kernel/permit.ts';
import type { Random } from '../../kernel/random.ts';
import type { PrincipalRow, SignInRow } from '../principals/index.ts';
import { type Me, sealOrigin } from './session.ts';
import { insertSession } from './store.ts';

export interface BeginDeps {
  readonly keyring: Keyring;
  readonly random: Random;
}

export interface NewSecret {
  readonly id: Uuid;
  readonly secret: string;
  readonly secretHash: Buffer;
}

/** Makes id, secret and hash. The hash needs the platform key, so it is made before the transaction. */
export async function makeSessionSecret(
  { keyring, random }: BeginDeps,
  { newId }: PrepareContext,
): Promise<NewSecret> {
  const secret = newSecret(random);
  const platformKeys = await keyring.open({ kind: 'platform' });
  return { id: newId(), secret, secretHash: hashSecret(platformKeys, 'session', secret) };
}

interface Beginning {
  /** Who has an end of their own has no session beyond it. */
  readonly principal: PrincipalRow & Partial<Pick<SignInRow, 'expires_at'>>;
  readonly made: NewSecret;
  readonly action: string;
}

export async function beginSession(
  tx: WriteTransaction,
  context: PublicRunContext,
  permit: Permit,
  { principal, made, action }: Beginning,
): Promise<Me> {
  const { at, address, device, keys, requestId } = context;
  const sealed = sealOrigin(keys, made.id, { device, address });
  const session = await insertSession(tx, permit, {
    ...{ id: made.id, secretHash: made.secretHash, at, until: principal.expires_at ?? null, sealed },
    // Whoever joins by a link chooses a password in the same breath; the link of an administrator stands alone.
    method: action === 'sessions.redeem' ? 'link' : 'password',
  });
  // Recorded by hand: the resource is the session, which the context of a call without a caller cannot name.
  tx.record({
    type: 'session.created',
    outcome: 'success',
    actorType: principal.kind,
    actorId: principal.principal_id,
    subjectId: principal.principal_id,
    action,
    resourceKind: 'Session',
    resourceId: made.id,
    credentialId: made.id,
    credentialKind: 'session',
    address,
    requestId,
  });
  context.setSession(made.secret);
  const rights = (await roleBook(tx)).rightsOf(principal.roles);
  return { principal, rights, session };
}
