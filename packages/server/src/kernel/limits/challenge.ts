/**
 * Work instead of waiting (LIM-02): what a caller without an identity may do when the bucket of its address is empty.
 * What must never happen: a solution admits two calls, or a call of another tenant, operation or address than it was
 * made for. Nothing is kept for a challenge that was offered; only what was redeemed is remembered until it expires.
 */
import { createHash } from 'node:crypto';
import type { Challenge, ProofOfWorkChallenge, Uuid } from '@wardroom/contract';
import type { Clock } from '../clock.ts';
import { labelBytes, mac, sameSecret } from '../crypto/index.ts';
import type { ScopeKeys } from '../keyring/index.ts';
import type { Random } from '../random.ts';

/** Who is challenged, and for what. */
export interface ChallengeAsker {
  /** Of the tenant below. */
  readonly keys: Pick<ScopeKeys, 'token'>;
  readonly tenantId: Uuid;
  readonly operation: string;
  readonly address: string;
}

/** The door: a provider of CAPTCHAs answers here too, and may ask a network before it resolves. */
export interface ChallengeKind {
  offer(asker: ChallengeAsker): Challenge;
  /** Whether the solution admits this one call; true at most once for each offer. Never throws for what a client sent. */
  redeem(asker: ChallengeAsker, solution: string): Promise<boolean>;
}

export interface ProofOfWorkOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Zero bits at the front; 18 are 2^18 hashes on average, against one of ours. */
  readonly bits?: number;
  /** Redeemed seeds kept at once. Above it nothing is redeemed: forgetting one early would let it be used again. */
  readonly maxUsed?: number;
}

const lifeMs = 60_000;
const uniqueBytes = 16;
const expiryBytes = 8;
/** A seed is 24 bytes and 32 of their seal: 75 characters of base64url. */
const solutionForm = /^([A-Za-z0-9_-]{75})\.([A-Za-z0-9_-]{1,64})$/;

export class ProofOfWork implements ChallengeKind {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #bits: number;
  readonly #maxUsed: number;
  /** Unique part of a seed, to the time it expires. */
  readonly #used = new Map<string, number>();

  constructor({ clock, random, bits = 18, maxUsed = 50_000 }: ProofOfWorkOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#bits = bits;
    this.#maxUsed = maxUsed;
  }

  offer(asker: ChallengeAsker): ProofOfWorkChallenge {
    const expiresAt = this.#clock.now() + lifeMs;
    const expiry = Buffer.alloc(expiryBytes);
    expiry.writeBigUInt64BE(BigInt(expiresAt));
    const body = Buffer.concat([this.#random.bytes(uniqueBytes), expiry]);
    const seed = Buffer.concat([body, seal(asker, body)]).toString('base64url');
    return { kind: 'proof-of-work', algorithm: 'sha-256', bits: this.#bits, seed, expiresAt };
  }

  async redeem(asker: ChallengeAsker, solution: string): Promise<boolean> {
    const [, seed] = solutionForm.exec(solution) ?? [];
    if (seed === undefined) return false;
    const bytes = Buffer.from(seed, 'base64url');
    const body = bytes.subarray(0, uniqueBytes + expiryBytes);
    if (!sameSecret(bytes.subarray(body.length), seal(asker, body))) return false;
    const now = this.#clock.now();
    const expiresAt = Number(body.readBigUInt64BE(uniqueBytes));
    if (now >= expiresAt || !beginsWithZeros(solution, this.#bits)) return false;
    return this.#spend(body.toString('base64url'), expiresAt, now);
  }

  #spend(unique: string, expiresAt: number, now: number): boolean {
    if (this.#used.has(unique)) return false;
    if (this.#used.size >= this.#maxUsed) this.#forgetExpired(now);
    if (this.#used.size >= this.#maxUsed) return false;
    this.#used.set(unique, expiresAt);
    return true;
  }

  #forgetExpired(now: number): void {
    for (const [unique, expiresAt] of this.#used) if (expiresAt <= now) this.#used.delete(unique);
  }
}

/** HMAC-SHA-256 under a key of the tenant; every part is framed by its length. */
function seal({ keys, tenantId, operation, address }: ChallengeAsker, body: Buffer): Buffer {
  const place = labelBytes([body.toString('base64url'), tenantId, operation, address]);
  return mac(keys.token('sessions', 'challenge'), place);
}

function beginsWithZeros(solution: string, bits: number): boolean {
  const digest = createHash('sha256').update(solution).digest();
  return Math.clz32(digest.readUInt32BE(0)) >= bits;
}
