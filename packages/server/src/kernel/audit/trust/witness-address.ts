/** What the deployment says of a witness: its verifier key, and where it listens. */
import { parseVerifierKey, type VerifierKey } from '@wardroom/seal';
import { sha256 } from '@wardroom/seal/node';

export interface WitnessAddress {
  readonly key: string;
  /** Submission prefix of tlog-witness, without a slash at its end. */
  readonly url: string;
}

/** `<verifier key> https://witness.example/prefix`, or null when it is not of this form. */
export function parseWitnessAddress(text: string): WitnessAddress | null {
  const [, key, url] =
    /^([^\s+]{1,255}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}) (https:\/\/\S{1,500})$/.exec(text) ?? [];
  if (key === undefined || url === undefined || !URL.canParse(url)) return null;
  return { key, url: url.replace(/\/+$/, '') };
}

export interface KnownWitness extends WitnessAddress {
  readonly verifier: VerifierKey;
}

/** Throws for a key that is none of a witness. */
export async function readWitness(address: WitnessAddress): Promise<KnownWitness> {
  const verifier = await parseVerifierKey(sha256, address.key);
  if (verifier.type !== 0x04) throw new Error(`${verifier.name} is no key of a witness (type 4)`);
  return { ...address, verifier };
}
