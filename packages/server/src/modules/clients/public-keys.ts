/**
 * Public keys that a client proves itself with (RFC 7517, RFC 7523). What must never happen: a private or a shared key is
 * stored, or a key whose signatures would be refused later.
 */
import { createPublicKey } from 'node:crypto';
import type { Problem } from '@wardroom/contract';
import type { PublicKeys } from './client.ts';

export const mostKeys = 10;
/** Of all of them as JSON. */
export const mostKeyBytes = 8192;

/** RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1, RFC 8037 section 2: members that only a private or a shared key has. */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
/** Members by which a key asks to be looked for elsewhere (RFC 7517, 4.6): nobody will. */
const foreignMembers = ['x5u', 'x5c'];
const weakestRsaBits = 2048;
const longestRsaBits = 4096;

/** What a key may sign with; none of these and the key is of no use here. */
const algorithmsOf: Readonly<Record<string, readonly string[]>> = {
  'EC P-256': ['ES256'],
  'OKP Ed25519': ['EdDSA', 'Ed25519'],
  RSA: ['RS256', 'PS256'],
};

export function problemsOfKeys({ keys }: PublicKeys): Problem[] {
  if (keys.length === 0 || keys.length > mostKeys)
    return [{ path: '/jwks', message: `between one and ${mostKeys} keys` }];
  if (Buffer.byteLength(JSON.stringify(keys)) > mostKeyBytes)
    return [{ path: '/jwks', message: `at most ${mostKeyBytes} bytes` }];
  const problems = keys.flatMap((key, index) => {
    const message = problemOfKey(key);
    return message === null ? [] : [{ path: `/jwks/keys/${index}`, message }];
  });
  if (problems.length > 0 || keys.length === 1) return problems;
  const names = new Set(keys.map(({ kid }) => kid));
  return names.size === keys.length && !names.has(undefined)
    ? []
    : [{ path: '/jwks', message: 'of several keys each has a kid of its own' }];
}

function problemOfKey(key: Readonly<Record<string, unknown>>): string | null {
  if (privateMembers.some((member) => Object.hasOwn(key, member)))
    return 'a public key without private or shared members; whoever sent it has to make a new one';
  if (foreignMembers.some((member) => Object.hasOwn(key, member))) return 'a key without certificates';
  const { kty, crv, alg, use, kid } = key;
  const algorithms = algorithmsOf[kty === 'RSA' ? 'RSA' : `${String(kty)} ${String(crv)}`];
  if (algorithms === undefined) return 'EC on P-256, OKP on Ed25519, or RSA';
  if (alg !== undefined && !algorithms.includes(String(alg))) return `alg is one of ${algorithms.join(', ')}`;
  if (use !== undefined && use !== 'sig') return 'a key that signs: use is sig';
  if (kid !== undefined && (typeof kid !== 'string' || kid.length === 0 || kid.length > 200))
    return 'kid is a text of at most 200 characters';
  return isUsable(key) ? null : 'a whole public key; RSA of 2048 to 4096 bits';
}

function isUsable(key: Readonly<Record<string, unknown>>): boolean {
  try {
    const { asymmetricKeyDetails: details } = createPublicKey({ key: { ...key }, format: 'jwk' });
    if (key['kty'] !== 'RSA') return true;
    const bits = details?.modulusLength ?? 0;
    const isOdd = (details?.publicExponent ?? 0n) % 2n === 1n && (details?.publicExponent ?? 0n) > 2n;
    return isOdd && bits >= weakestRsaBits && bits <= longestRsaBits;
  } catch {
    return false;
  }
}
