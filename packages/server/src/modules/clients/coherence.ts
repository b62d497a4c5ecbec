/** What makes the particulars of a client fit together (RFC 6749, RFC 7591, RFC 9700). Whatever does not is named. */
import { type Problem, WardroomError } from '@wardroom/contract';
import type { Authentication, GrantType, PublicKeys } from './client.ts';
import { problemsOfKeys } from './public-keys.ts';

export interface Particulars {
  readonly authentication: Authentication;
  readonly grantTypes: readonly GrantType[];
  readonly redirectUris: readonly string[];
  readonly jwks: PublicKeys | null;
  readonly jwksUri: string | null;
  /** Whether somebody’s own right is behind it. */
  readonly hasPrincipal: boolean;
}

/** Throws `invalid_input` that names every problem. */
export function requireCoherent(particulars: Particulars): void {
  const problems = [...problemsOfGrants(particulars), ...problemsOfProof(particulars)];
  if (problems.length > 0) throw new WardroomError('invalid_input', { problems });
}

function problemsOfGrants({
  authentication,
  grantTypes,
  redirectUris,
  hasPrincipal,
}: Particulars): Problem[] {
  const problems: Problem[] = [];
  const add = (path: string, message: string) => problems.push({ path, message });
  const has = (type: GrantType) => grantTypes.includes(type);
  if (has('client_credentials')) {
    if (!hasPrincipal)
      add('/principalId', 'client_credentials needs a service, bot or agent whose right it is');
    if (authentication === 'none')
      add('/authentication', 'client_credentials needs a client that proves who it is');
  }
  if (has('authorization_code') && redirectUris.length === 0)
    add('/redirectUris', 'authorization_code needs at least one address to go back to');
  const isGivenByPeople = has('authorization_code') || has('urn:ietf:params:oauth:grant-type:device_code');
  if (has('refresh_token') && !isGivenByPeople)
    add('/grantTypes', 'refresh_token needs authorization_code or the device code');
  return problems;
}

function problemsOfProof({ authentication, jwks, jwksUri }: Particulars): Problem[] {
  if (authentication !== 'private_key_jwt') {
    const named = jwks !== null ? '/jwks' : jwksUri !== null ? '/jwksUri' : null;
    return named === null ? [] : [{ path: named, message: 'only private_key_jwt has public keys' }];
  }
  if ((jwks === null) === (jwksUri === null))
    return [{ path: '/jwks', message: 'private_key_jwt needs either jwks or jwksUri, and not both' }];
  return jwks === null ? [] : problemsOfKeys(jwks);
}
