/** The chain of keys: each is named by a note that the one before has signed. */
import type { VerifierCrypto } from './crypto.ts';
import { Keyring, TrustedKeyError } from './keyring.ts';
import { parseNote, parseRotation, type Rotation } from './note.ts';
import { Findings } from './report.ts';

export class Rotations {
  readonly #crypto: VerifierCrypto;
  readonly #ring: Keyring;
  /** The last successor of each origin: it must sign the next note. */
  readonly #last = new Map<string, Rotation>();
  readonly #used = new Set<string>();

  constructor(crypto: VerifierCrypto, ring: Keyring) {
    this.#crypto = crypto;
    this.#ring = ring;
  }

  /**
   * @param origins whose keys the export may speak of
   * @returns what is wrong with the note; undefined when its successor was learned
   */
  async add(text: string, origins: readonly string[]): Promise<string | undefined> {
    const note = parseNote(text);
    const rotation = note === undefined ? undefined : await parseRotation(this.#crypto, note.text);
    if (note === undefined || rotation === undefined)
      return 'a signed note with origin, rotate, key and time';
    const { origin, successor, from } = rotation;
    if (!origins.includes(origin)) return `a rotation of ${origins.join(' or ')}`;
    const last = this.#last.get(origin);
    if (last !== undefined && from < last.from) return `a time from ${last.from} on`;
    const findings = new Findings();
    const { logs } = await this.#ring.signersOf(note, { file: '', findings, unknown: 'finding' });
    const signer = logs.find(({ name, id }) => name === origin && id === (last?.successor.id ?? id));
    if (findings.count > 0 || signer === undefined)
      return `a signature by ${last?.successor.text ?? `a known key of ${origin}`}`;
    this.#used.add(`${origin}+${signer.id}`);
    const name = `${origin}+${successor.id}`;
    if (this.#used.has(name)) return 'a key that was not in service before';
    this.#used.add(name);
    const trust = signer.trust === 'included' ? 'included' : 'rotation';
    this.#ring.learn({ ...successor, trust });
    this.#last.set(origin, rotation);
    return undefined;
  }

  /** The newest key of a chain: what it has not signed, nobody should believe, for the older ones are out of service. */
  newest(origin: string): string | undefined {
    return this.#last.get(origin)?.successor.text;
  }
}

/**
 * What a key leads to: itself, and those that notes name behind it. For whoever compares an older key with a newer one.
 * @param notes oldest first; those of other logs, and those before this key, are passed over
 * @returns verifier keys; none when it is no key of a log
 */
export async function keysReachedFrom(
  key: string,
  notes: readonly string[],
  crypto: VerifierCrypto,
): Promise<readonly string[]> {
  try {
    const ring = await Keyring.open(crypto, { logKeys: [key], witnessKeys: [] });
    const rotations = new Rotations(crypto, ring);
    const origins = ring.all.map(({ name }) => name);
    for (const note of notes) await rotations.add(note, origins);
    return ring.all.map(({ text }) => text);
  } catch (error) {
    if (error instanceof TrustedKeyError) return [];
    throw error;
  }
}
