/**
 * Which keys may speak for a log. Those that the reader pinned; those that a pinned one named as its successor; and those
 * that came along with the export, which prove nothing alone and are kept to say who signed.
 */
import { utf8 } from './bytes.ts';
import type { VerifierCrypto } from './crypto.ts';
import type { IncludedKeys } from './documents.ts';
import { algorithms, cosignedText, type Note, parseKey, type VerifierKey } from './note.ts';
import type { Findings } from './report.ts';

export type Trust = 'pinned' | 'rotation' | 'included';

export interface KnownKey extends VerifierKey {
  readonly trust: Trust;
}

export interface Cosigner {
  readonly key: KnownKey;
  /** Seconds since the epoch, as the witness says. */
  readonly time: number;
}

export interface Signers {
  readonly logs: readonly KnownKey[];
  readonly witnesses: readonly Cosigner[];
}

/** Keys that the reader brought. A key that cannot be read is a mistake of the reader. */
export interface Trusted {
  readonly logKeys: readonly string[];
  readonly witnessKeys: readonly string[];
}

/** What was given as trusted is no verifier key of its kind. */
export class TrustedKeyError extends Error {
  override readonly name = 'TrustedKeyError';
  readonly key: string;

  constructor(key: string) {
    super(`This is no verifier key: ${key.slice(0, 100)}`);
    this.key = key;
  }
}

export class Keyring {
  readonly #keys = new Map<string, KnownKey>();
  readonly #crypto: VerifierCrypto;

  private constructor(crypto: VerifierCrypto) {
    this.#crypto = crypto;
  }

  /** @throws TrustedKeyError */
  static async open(crypto: VerifierCrypto, trusted: Trusted): Promise<Keyring> {
    const ring = new Keyring(crypto);
    for (const [texts, algorithm] of [
      [trusted.logKeys, algorithms.ed25519],
      [trusted.witnessKeys, algorithms.cosignature],
    ] as const) {
      for (const text of texts) {
        const key = await parseKey(crypto, text);
        if (key?.algorithm !== algorithm) throw new TrustedKeyError(text);
        ring.learn({ ...key, trust: 'pinned' });
      }
    }
    return ring;
  }

  /** Trust once had is not lost by being met again with less. */
  learn(key: KnownKey): void {
    const known = this.find(key.name, key.id);
    if (known === undefined) this.#keys.set(`${key.name}+${key.id}`, key);
    else if (known.trust === 'included' && key.trust !== 'included')
      this.#keys.set(`${key.name}+${key.id}`, key);
  }

  /**
   * Keys that came along: they say who signed, and prove nothing alone.
   * @returns what is no verifier key of its kind
   */
  async include({ log, witnesses }: IncludedKeys): Promise<readonly string[]> {
    const wrong: string[] = [];
    for (const [texts, algorithm] of [
      [log, algorithms.ed25519],
      [witnesses, algorithms.cosignature],
    ] as const) {
      for (const text of texts) {
        const key = await parseKey(this.#crypto, text);
        if (key?.algorithm === algorithm) this.learn({ ...key, trust: 'included' });
        else wrong.push(text);
      }
    }
    return wrong;
  }

  find(name: string, id: string): KnownKey | undefined {
    return this.#keys.get(`${name}+${id}`);
  }

  get all(): readonly KnownKey[] {
    return [...this.#keys.values()];
  }

  pinned(algorithm: 1 | 4): readonly KnownKey[] {
    return this.all.filter((key) => key.algorithm === algorithm && key.trust === 'pinned');
  }

  /**
   * Checks every signature of a note that a known key claims; a line of a known key that does not hold is a finding.
   * @param unknown what a line by a key that nobody named is: a finding where all keys should be there
   */
  async signersOf(
    note: Note,
    about: { readonly file: string; readonly findings: Findings; readonly unknown: 'finding' | 'ignored' },
  ): Promise<Signers> {
    const [logs, witnesses]: [KnownKey[], Cosigner[]] = [[], []];
    const { findings, file } = about;
    for (const { name, id, bytes } of note.signatures) {
      const key = this.find(name, id);
      const found = `${name}+${id}`;
      if (key === undefined) {
        if (about.unknown === 'finding')
          findings.add({ code: 'key_untrusted', at: { file }, found, expected: 'a key of keys.json' });
      } else if (key.algorithm === algorithms.ed25519) {
        if (await this.#holds(key, utf8(note.text), bytes)) logs.push(key);
        else findings.add({ code: 'signature_invalid', at: { file }, found, expected: key.text });
      } else {
        const time = secondsOf(bytes);
        if (await this.#holds(key, cosignedText(note.text, time), bytes.subarray(8)))
          witnesses.push({ key, time });
        else findings.add({ code: 'cosignature_invalid', at: { file }, found, expected: key.text });
      }
    }
    return { logs, witnesses };
  }

  #holds(key: VerifierKey, message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean> {
    if (signature.length !== 64) return false;
    return this.#crypto.verifyEd25519({ publicKey: key.publicKey, message, signature });
  }
}

/** Eight bytes, big-endian; what is past 2^53 is no time and will not verify. */
function secondsOf(bytes: Uint8Array): number {
  let seconds = 0;
  for (const byte of bytes.subarray(0, 8)) seconds = seconds * 256 + byte;
  return Number.isSafeInteger(seconds) ? seconds : 0;
}

/**
 * Whether a note is signed for its origin by a key that counts; says what is wrong otherwise.
 * @returns whether a pinned key, or one that it leads to, signed
 */
export function vouchedFor(
  { logs }: Signers,
  about: {
    readonly ring: Keyring;
    readonly origin: string;
    readonly file: string;
    readonly findings: Findings;
    /** Whether a key that is known by the export alone is wrong, or only worth saying. */
    readonly pinnedOnly: boolean;
  },
): boolean {
  const { ring, origin, file, findings } = about;
  const own = logs.filter(({ name }) => name === origin);
  const [first] = own;
  if (first === undefined) {
    const expected = `a signature by a key of ${origin}`;
    findings.add({ code: 'signature_invalid', at: { file }, expected, found: 'none' });
    return false;
  }
  if (own.some(({ trust }) => trust !== 'included')) return true;
  const finding = { code: 'key_untrusted', at: { file }, found: first.text } as const;
  const pinned = ring.pinned(algorithms.ed25519).map(({ text }) => text);
  if (about.pinnedOnly) findings.add({ ...finding, expected: pinned.join(' or ') });
  else
    findings.warn({ ...finding, expected: 'a pinned key; compare this one with what you know, then pin it' });
  return false;
}
