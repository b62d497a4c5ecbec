/**
 * Leaves of the directory: one log over the checkpoints of all tenants. The salt keeps a leaf from telling whose it is,
 * so that a witness of the directory covers every tenant and learns of none.
 */
import { ascii, base64url, base64urlBytes, concat, equal } from '../bytes.ts';
import { canonicalBytes } from '../canonical.ts';
import type { Hmac, HmacDigest } from '../crypto.ts';
import { SealError } from '../error.ts';
import { noteTextBytes, parseNote } from '../note/note.ts';
import { requireSalt } from './personal.ts';

const domain = ascii('wardroom-audit-directory/v1\0');

const directoryMessage = (checkpointText: string): Uint8Array =>
  concat([domain, noteTextBytes(checkpointText)]);

const leafBytes = (commitment: Uint8Array): Uint8Array =>
  canonicalBytes({ commitment: base64url(commitment), v: 1 });

/** The entry for a tenant's checkpoint (its text, without signatures); `salt` are 32 random bytes. */
export const directoryEntry = (hmac: Hmac, salt: Uint8Array, checkpointText: string): Uint8Array =>
  leafBytes(hmac(requireSalt(salt), directoryMessage(checkpointText)));

/** Throws `opening_mismatch` unless `entry` is the leaf of that checkpoint (a note) under that salt (base64url). */
export async function requireDirectoryEntry(
  hmac: HmacDigest,
  claim: { readonly entry: Uint8Array; readonly salt: string; readonly tenantCheckpoint: string },
): Promise<void> {
  const salt = requireSalt(base64urlBytes(claim.salt));
  const message = directoryMessage(parseNote(claim.tenantCheckpoint).text);
  if (!equal(claim.entry, leafBytes(await hmac(salt, message))))
    throw new SealError('opening_mismatch', 'the directory has another checkpoint at this place');
}
