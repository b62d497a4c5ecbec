// Password hashes: Argon2id over an HMAC of the password, so that a stolen table is worthless without the vaulted pepper.
// What must never happen: an unknown name answers faster than a known one, or guesses exhaust memory and threads.
import { argon2, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Random } from '../random.ts';
import { mac } from './derive.ts';
import { KeyringError } from './keyring-error.ts';

/** Argon2id cost: memory in KiB, passes, lanes. */
export interface Argon2Cost {
  memoryKiB: number;
  passes: number;
  lanes: number;
}

/** OWASP's second choice, and the one that two cores can serve: about 20 ms. */
export const currentCost: Argon2Cost = { memoryKiB: 19_456, passes: 2, lanes: 1 };

const saltLength = 16;
const hashLength = 32;

/** A password is text: the same characters typed on another keyboard give the same bytes (NFKC). */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

export interface PasswordCheck {
  matches: boolean;
  /** The hash was made with other parameters: hash the password again and store that. */
  outdated: boolean;
}

export interface PasswordsOptions {
  random: Random;
  /** Hashes at the same time; the number of cores. */
  parallel: number;
  /** Hashes that may wait; the next one is refused with `password_busy`. */
  maxWaiting?: number;
  cost?: Argon2Cost;
}

/** Hashes and verifies passwords of all tenants, within one bound of work. The pepper is the tenant's own key. */
export class Passwords {
  readonly #random: Random;
  readonly #cost: Argon2Cost;
  readonly #turns: Turns;
  readonly #decoy: ParsedHash;

  constructor(options: PasswordsOptions) {
    this.#random = options.random;
    this.#cost = options.cost ?? currentCost;
    this.#turns = new Turns(options.parallel, options.maxWaiting ?? 64);
    this.#decoy = {
      cost: this.#cost,
      salt: options.random.bytes(saltLength),
      hash: options.random.bytes(hashLength),
    };
  }

  /** A PHC string (`$argon2id$v=19$m=…`) with a fresh salt. */
  async hash(pepper: KeyObject, password: string): Promise<string> {
    const salt = this.#random.bytes(saltLength);
    const hash = await this.#derive(pepper, password, this.#cost, salt);
    return formatHash({ cost: this.#cost, salt, hash });
  }

  /**
   * Compares a password with a stored hash. `null` (no such person, or no password) costs the same and never matches.
   * Throws `password_busy`, or `password_hash_unknown` for a stored text that is no hash of ours.
   */
  async verify(pepper: KeyObject, password: string, stored: string | null): Promise<PasswordCheck> {
    const known = stored === null ? this.#decoy : parseHash(stored);
    const hash = await this.#derive(pepper, password, known.cost, known.salt);
    const equal = timingSafeEqual(hash, known.hash);
    const matches = equal && stored !== null;
    return { matches, outdated: matches && !sameCost(known.cost, this.#cost) };
  }

  #derive(pepper: KeyObject, password: string, cost: Argon2Cost, salt: Buffer): Promise<Buffer> {
    return this.#turns.take(
      () =>
        new Promise<Buffer>((resolve, reject) => {
          const message = mac(pepper, normalisePassword(password));
          const { memoryKiB: memory, passes, lanes: parallelism } = cost;
          argon2(
            'argon2id',
            { message, nonce: salt, memory, passes, parallelism, tagLength: hashLength },
            (error, hash) => {
              message.fill(0);
              if (error === null) resolve(hash);
              else reject(error);
            },
          );
        }),
    );
  }
}

interface ParsedHash {
  cost: Argon2Cost;
  salt: Buffer;
  hash: Buffer;
}

function sameCost(a: Argon2Cost, b: Argon2Cost): boolean {
  return a.memoryKiB === b.memoryKiB && a.passes === b.passes && a.lanes === b.lanes;
}

function formatHash({ cost, salt, hash }: ParsedHash): string {
  const parameters = `m=${cost.memoryKiB},t=${cost.passes},p=${cost.lanes}`;
  return `$argon2id$v=19$${parameters}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** PHC strings carry standard base64 without padding. */
function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

const phcForm =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

/** The bounds keep a tampered row from asking for gigabytes. */
function parseHash(stored: string): ParsedHash {
  const match = phcForm.exec(stored);
  if (match === null)
    throw new KeyringError('password_hash_unknown', 'a stored password hash has an unknown form');
  const [, m, t, p, salt = '', hash = ''] = match;
  const cost: Argon2Cost = { memoryKiB: Number(m), passes: Number(t), lanes: Number(p) };
  const withinBounds =
    cost.lanes >= 1 &&
    cost.lanes <= 16 &&
    cost.passes >= 1 &&
    cost.passes <= 16 &&
    cost.memoryKiB >= 8 * cost.lanes &&
    cost.memoryKiB <= 262_144;
  if (!withinBounds)
    throw new KeyringError('password_hash_unknown', 'a stored password hash asks for an unknown cost');
  return { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}

/** At most `parallel` at once, the others first come, first served, in a bounded line. */
class Turns {
  readonly #parallel: number;
  readonly #maxWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(parallel: number, maxWaiting: number) {
    this.#parallel = Math.max(1, parallel);
    this.#maxWaiting = maxWaiting;
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#parallel) this.#running++;
    else await this.#wait();
    try {
      return await work();
    } finally {
      // The turn is handed over, not given back: a newcomer cannot overtake the line.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  #wait(): Promise<void> {
    if (this.#waiting.length >= this.#maxWaiting) {
      throw new KeyringError('password_busy', 'too many sign-ins at the same time');
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
