/**
 * Signatures of secret-scanning partners over the raw body of a report: ECDSA P-256 with SHA-256, DER in base64, in the
 * headers of GitHub's partner program. The public keys come with the configuration of the deployment and are never fetched.
 */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import * as z from 'zod';
import { headerValues } from './headers.ts';

/** By identifier. */
export type PartnerKeys = ReadonlyMap<string, KeyObject>;

// As partners publish them; what else they say there is of no use here.
const published = z.object({
  public_keys: z
    .array(z.object({ key_identifier: z.string().min(1).max(200), key: z.string().max(2_000) }))
    .min(1)
    .max(20),
});

/** Throws for what is not a list of P-256 keys. */
export function readPartnerKeys(text: string): PartnerKeys {
  const keys = published.parse(JSON.parse(text)).public_keys.map(({ key_identifier, key }) => {
    const parsed = createPublicKey(key);
    if (parsed.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
      throw new Error(`the partner key ${key_identifier} is not of P-256`);
    return [key_identifier, parsed] as const;
  });
  return new Map(keys);
}

const signatureForm = /^[A-Za-z0-9+/]{90,100}={0,2}$/;

/** Null: the report carries no signature. Which part of one is wrong is not told. */
export function partnerSignature(
  keys: PartnerKeys,
  rawHeaders: readonly string[],
  body: Buffer,
): 'valid' | 'invalid' | null {
  const signatures = headerValues(rawHeaders, 'github-public-key-signature');
  const identifiers = headerValues(rawHeaders, 'github-public-key-identifier');
  if (signatures.length === 0 && identifiers.length === 0) return null;
  const [signature = ''] = signatures;
  const key = keys.get(identifiers[0] ?? '');
  if (signatures.length !== 1 || identifiers.length !== 1 || !signatureForm.test(signature) || !key)
    return 'invalid';
  const bytes = Buffer.from(signature, 'base64');
  return verify('sha256', body, { key, dsaEncoding: 'der' }, bytes) ? 'valid' : 'invalid';
}
