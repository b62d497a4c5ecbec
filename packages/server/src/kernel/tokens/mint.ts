/** Signs. Whether this may be signed was decided and recorded before. */
import { SignJWT } from 'jose';
import { algorithm, type Signer } from './signing-keys.ts';
import { claimsOf, type TokenFacts } from './token.ts';
import { tokenType } from './verify.ts';

export const mintToken = (signer: Signer, facts: TokenFacts, origin: string): Promise<string> =>
  new SignJWT({ ...claimsOf(facts, origin) })
    .setProtectedHeader({ alg: algorithm, typ: tokenType, kid: signer.kid })
    .sign(signer.key);
