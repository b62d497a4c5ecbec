/**
 * Is this text an access token of this tenant, whole and in time? RFC 9068, RFC 8725. Asked before anything of the
 * database; what it says is then held against what is true now (kernel/authority).
 */
import { hash } from 'node:crypto';
import type { Uuid } from '@wardroom/contract';
import { errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import { algorithm, type SigningKeys } from './signing-keys.ts';
import {
  type Claims,
  factsOf,
  leewayMs,
  type RefusalReason,
  refused,
  type TokenFacts,
  TokenRefusal,
} from './token.ts';

export const tokenType = 'at+jwt';
export const longestToken = 4096;
/** A verified token is believed this long at most. */
export const believedMs = 60_000;

export interface VerifierOptions {
  readonly keys: Pick<SigningKeys, 'find'>;
  readonly clock: Clock;
  readonly maxVerified?: number;
  readonly maxRefused?: number;
}

/** Whose host was asked. */
export interface AskedAt {
  readonly tenantId: Uuid;
  /** Of the tenant: the one issuer and the one audience. */
  readonly origin: string;
}

const form = /^[A-Za-z0-9_-]{1,400}\.[A-Za-z0-9_-]{1,4000}\.[A-Za-z0-9_-]{86}$/;
export const looksLikeToken = (text: string): boolean =>
  /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/.test(text);

/** What stays wrong however often it is asked: only this is remembered as refused. */
const lasting: ReadonlySet<RefusalReason> = new Set([
  'header',
  'algorithm',
  'type',
  'signature',
  'claims',
  'life',
]);

interface Memory {
  readonly verified: LRUCache<string, { readonly facts: TokenFacts; readonly until: number }>;
  readonly refused: LRUCache<string, { readonly reason: RefusalReason; readonly until: number }>;
}

export class TokenVerifier {
  readonly #options: VerifierOptions;
  /** Made with the first token: room for so many takes longer to make than a call. */
  #made: Memory | null = null;

  constructor(options: VerifierOptions) {
    this.#options = options;
  }

  get #memory(): Memory {
    const { maxVerified = 20_000, maxRefused = 5_000 } = this.#options;
    this.#made ??= {
      verified: new LRUCache({ max: maxVerified }),
      refused: new LRUCache({ max: maxRefused }),
    };
    return this.#made;
  }

  /** Throws `unauthenticated`, alike for every reason, or `insufficient_scope` for a whole token without tenant or scope. */
  async verify(token: string, at: AskedAt): Promise<TokenFacts> {
    if (token.length > longestToken) throw refused('form');
    const memory = this.#memory;
    const now = this.#options.clock.now();
    const name = `${at.tenantId} ${at.origin} ${hash('sha256', token, 'base64')}`;
    const verified = memory.verified.get(name);
    if (verified !== undefined && verified.until > now) return verified.facts;
    if (!form.test(token)) throw refused('form');
    const known = memory.refused.get(name);
    if (known !== undefined && known.until > now) throw refused(known.reason);
    try {
      const facts = await this.#verify(token, at, now);
      const until = Math.min(facts.expiresAt + leewayMs, now + believedMs);
      memory.verified.set(name, { facts, until });
      return facts;
    } catch (error) {
      const reason = reasonOf(error);
      if (reason !== null && lasting.has(reason))
        memory.refused.set(name, { reason, until: now + believedMs });
      throw error;
    }
  }

  async #verify(token: string, { tenantId, origin }: AskedAt, now: number): Promise<TokenFacts> {
    const [head = '', body = '', signature = ''] = token.split('.');
    const { kid } = readHeader(head);
    // Other spellings of the same bytes would be other tokens to every table that is keyed by their text.
    if (Buffer.from(signature, 'base64url').toString('base64url') !== signature) throw refused('signature');
    const payload = readCanonical(body, 'claims');
    const key = await this.#options.keys.find(tenantId, kid);
    if (key === undefined) throw refused('key');
    try {
      await jwtVerify(token, key, {
        algorithms: [algorithm],
        typ: tokenType,
        issuer: origin,
        requiredClaims: ['exp', 'iat', 'jti', 'sub', 'aud'],
        clockTolerance: leewayMs / 1000,
        currentDate: new Date(now),
      });
    } catch (error) {
      throw refused(translate(error));
    }
    // Exactly one audience, as a text: a list with ours in it is somebody else's token, too (RFC 9068, 3).
    if (payload['aud'] !== origin) throw refused('audience');
    const facts = factsOf(payload, tenantId);
    if (facts.issuedAt > now + leewayMs) throw refused('not_yet');
    return facts;
  }
}

/** Exactly these three members: whatever else a header says (`jwk`, `jku`, `x5u`, `crit`) asks to be believed. */
function readHeader(encoded: string): { readonly kid: string } {
  const header = readCanonical(encoded, 'header');
  const { alg, typ, kid } = header;
  if (alg !== algorithm) throw refused('algorithm');
  if (typ !== tokenType) throw refused('type');
  if (Object.keys(header).length !== 3 || typeof kid !== 'string' || kid.length !== 43)
    throw refused('header');
  return { kid };
}

/** One object, written in one way: a member given twice, or spelled otherwise, does not come out as it went in. */
function readCanonical(encoded: string, reason: 'header' | 'claims'): Claims {
  const bytes = Buffer.from(encoded, 'base64url');
  if (bytes.toString('base64url') !== encoded) throw refused(reason);
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refused(reason);
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject || JSON.stringify(value) !== text) throw refused(reason);
  return value as Claims;
}

const reasonOf = (error: unknown): RefusalReason | null => {
  const cause: unknown =
    error instanceof Error ? (error as { options?: { cause?: unknown } }).options?.cause : null;
  return cause instanceof TokenRefusal ? cause.reason : null;
};

function translate(error: unknown): RefusalReason {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'iss') return 'issuer';
    if (error.claim === 'nbf') return 'not_yet';
    return 'claims';
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (error instanceof errors.JOSEError) return 'claims';
  throw error;
}
