/**
 * Commitments: a leaf holds for ever what a personal field was, without saying it. Value and salt (the opening) lie
 * beside the log and can be erased; then nobody, however many values they try, learns the field from the leaf.
 */
import { ascii, base64url, base64urlBytes, concat, equal, uint, utf8 } from '../bytes.ts';
import { canonicalBytes, type Json } from '../canonical.ts';
import { type Hmac, type HmacDigest, saltBytes } from '../crypto.ts';
import { SealError } from '../error.ts';

export interface Opening {
  /** 32 random bytes, used for nothing else; base64url. */
  readonly salt: string;
  readonly value: Json;
}

const domain = ascii('wardroom-audit-personal/v1\0');

/** What is committed to. Throws `not_canonical`. */
function personalMessage(field: string, value: Json): Uint8Array {
  const name = utf8(field);
  if (!name) throw new SealError('not_canonical', 'a lone surrogate');
  return concat([domain, uint(name.length, 4), name, canonicalBytes(value)]);
}

/** A shorter key would be padded with zeros and be the same key as another (RFC 2104, section 2). */
export function requireSalt(salt: Uint8Array | null): Uint8Array {
  if (salt?.length !== saltBytes) throw new SealError('opening_mismatch', `a salt has ${saltBytes} bytes`);
  return salt;
}

/** The commitment of a field, base64url; `salt` are 32 random bytes. Throws `opening_mismatch`, `not_canonical`. */
export const commitTo = (hmac: Hmac, salt: Uint8Array, field: string, value: Json): string =>
  base64url(hmac(requireSalt(salt), personalMessage(field, value)));

/** A commitment and what opens it. */
export function sealPersonal(hmac: Hmac, salt: Uint8Array, field: string, value: Json) {
  const opening: Opening = { salt: base64url(requireSalt(salt)), value };
  return { commitment: commitTo(hmac, salt, field, value), opening };
}

/** Throws `opening_mismatch` unless the opening is of this commitment in this field. */
export async function requireOpening(
  hmac: HmacDigest,
  claim: { readonly field: string; readonly commitment: string; readonly opening: Opening },
): Promise<void> {
  const { field, commitment, opening } = claim;
  const salt = requireSalt(base64urlBytes(opening.salt));
  const committed = base64urlBytes(commitment);
  const computed = await hmac(salt, personalMessage(field, opening.value));
  if (!committed || !equal(committed, computed))
    throw new SealError('opening_mismatch', `the value of ${field} is another`);
}
