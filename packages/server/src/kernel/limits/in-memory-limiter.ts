/**
 * Token buckets of one node, four dimensions (LIM-01): the node, the tenant, the caller inside it, the operation of
 * that caller. Every key but the first carries the tenant, so no caller can spend what belongs to another tenant; a
 * refused call takes nothing from anybody, so a flood by one caller stops at its own bucket.
 */
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import type { LimitAnswer, Limiter, LimitSubject } from './limiter.ts';

/** Units per minute. A bucket holds one minute's worth at most. */
export interface LimitRates {
  readonly global: number;
  readonly tenant: number;
  readonly principal: number;
  readonly address: number;
  readonly operation: number;
}

export interface LimiterOptions {
  readonly clock: Clock;
  readonly rates: LimitRates;
  /** Units per minute of a tenant by its plan; undefined: the common rate. */
  readonly planRate?: (tenantId: string) => number | undefined;
  /** Buckets kept; the least recently used are forgotten, which gives a caller that was silent a full one. */
  readonly maxBuckets?: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

interface Dimension {
  readonly bucket: Bucket;
  readonly rate: number;
  /** Whether the caller may learn how full it is. */
  readonly own: boolean;
  /** Of an address alone: a solved challenge takes its place. */
  readonly waivable: boolean;
}

const windowMs = 60_000;
/** The window in seconds that answers and headers speak of. */
export const windowSeconds = windowMs / 1000;

export class InMemoryLimiter implements Limiter {
  readonly #options: LimiterOptions;
  readonly #global: Bucket;
  /** Tenants apart from callers: any number of made-up addresses cannot push a tenant's bucket out. */
  readonly #tenants: LRUCache<string, Bucket>;
  readonly #callers: LRUCache<string, Bucket>;

  constructor(options: LimiterOptions) {
    const max = options.maxBuckets ?? 200_000;
    this.#options = options;
    this.#global = { tokens: options.rates.global, at: options.clock.now() };
    this.#tenants = new LRUCache({ max });
    this.#callers = new LRUCache({ max });
  }

  take(subject: LimitSubject, cost: number): LimitAnswer {
    const now = this.#options.clock.now();
    const known = this.#dimensionsOf(subject, now);
    const dimensions = subject.isChallengeSolved ? known.filter(({ waivable }) => !waivable) : known;
    const lacking = dimensions.filter(({ bucket, rate }) => bucket.tokens < Math.min(cost, rate));
    if (lacking.length > 0) return refusal(lacking, cost);
    for (const { bucket } of dimensions) bucket.tokens = Math.max(0, bucket.tokens - cost);
    return allowance(known);
  }

  /** Buckets in memory, for metrics. */
  get size(): number {
    return this.#tenants.size + this.#callers.size;
  }

  #dimensionsOf({ tenantId, principalId, address, operation }: LimitSubject, now: number): Dimension[] {
    const { rates, planRate } = this.#options;
    const tenant = tenantId ?? 'platform';
    const tenantRate = (tenantId === null ? undefined : planRate?.(tenantId)) ?? rates.tenant;
    const caller =
      principalId === null ? `a ${tenant} ${addressGroup(address)}` : `p ${tenant} ${principalId}`;
    const callerRate = principalId === null ? rates.address : rates.principal;
    const bucket = (cache: LRUCache<string, Bucket>, key: string, rate: number, own: boolean): Dimension => {
      const known = cache.get(key) ?? { tokens: rate, at: now };
      cache.set(key, known);
      return { bucket: refill(known, rate, now), rate, own, waivable: own && principalId === null };
    };
    return [
      { bucket: refill(this.#global, rates.global, now), rate: rates.global, own: false, waivable: false },
      bucket(this.#tenants, tenant, tenantRate, false),
      bucket(this.#callers, caller, callerRate, true),
      bucket(this.#callers, `${caller} ${operation}`, Math.min(callerRate, rates.operation), true),
    ];
  }
}

function refill(bucket: Bucket, rate: number, now: number): Bucket {
  // A clock that steps back gives nothing and takes nothing.
  const elapsed = Math.max(0, now - bucket.at);
  bucket.tokens = Math.min(rate, bucket.tokens + (elapsed * rate) / windowMs);
  bucket.at = now;
  return bucket;
}

/** An IPv6 client owns its /64: counting single addresses would give it 2^64 buckets. */
function addressGroup(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : Math.max(0, 8 - groups.length - after.length);
  const full = [...groups, ...Array.from({ length: missing }, () => '0'), ...after];
  return full
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

const secondsFor = (tokens: number, rate: number): number =>
  Math.max(1, Math.ceil((tokens * windowSeconds) / rate));

/** Names the wait; says how full a bucket is only when it is the caller's own. */
function refusal(lacking: readonly Dimension[], cost: number): LimitAnswer {
  const waits = lacking.map(({ bucket, rate }) => secondsFor(Math.min(cost, rate) - bucket.tokens, rate));
  const wait = Math.max(...waits);
  const limit = Math.min(...lacking.map(({ rate }) => rate));
  const isChallengeable = lacking.every(({ waivable }) => waivable);
  return {
    allowed: false,
    limit,
    remaining: 0,
    resetSeconds: wait,
    retryAfterSeconds: wait,
    isChallengeable,
  };
}

/**
 * Of the caller's own dimension that is closest to its end. What is left of the tenant's or the node's bucket would tell
 * a guest how busy others are.
 */
function allowance(dimensions: readonly Dimension[]): LimitAnswer {
  const own = dimensions.filter((dimension) => dimension.own);
  const closest = own.reduce((least, next) =>
    next.bucket.tokens / next.rate < least.bucket.tokens / least.rate ? next : least,
  );
  const { bucket, rate } = closest;
  return {
    allowed: true,
    limit: rate,
    remaining: Math.floor(bucket.tokens),
    resetSeconds: secondsFor(rate - bucket.tokens, rate),
    retryAfterSeconds: 0,
  };
}
