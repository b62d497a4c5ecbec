/**
 * What this node knows of the ends of tokens, without asking: tokens that PostgreSQL has confirmed, until an event of the
 * tenant's log says otherwise. Any level ends a token by itself: tenant, subject, session, client, key, the token and each
 * it descends from. What must never happen: a token is alive by memory while the feed cannot know what was committed.
 */
import type { Uuid } from '@wardroom/contract';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import type { TenantDatabase } from '../database/tenant-database.ts';
import type { StoredEvent } from '../event-log/event.ts';
import { readPosition } from '../event-log/store.ts';
import type { FeedListener, Feeds, TenantFeed } from '../feed/index.ts';
import { deniableIds, type TokenFacts } from './token.ts';

export interface RevocationsOptions {
  readonly database: Pick<TenantDatabase, 'read'>;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
  readonly maxTenants?: number;
  readonly maxTokens?: number;
}

/** How long a confirmed token is believed while nothing is heard of it: what ends by time alone makes no event. */
const believedMs = 60_000;
const maxEnded = 10_000;

/** Whether an event ends a token. Each line is sufficient. */
export function endsToken(event: StoredEvent, token: TokenFacts): boolean {
  switch (event.type) {
    case 'session.revoked':
    case 'credential.revoked':
      return event.credentialId !== undefined && deniableIds(token).includes(event.credentialId);
    case 'token.revoked':
      if (event.credentialId !== undefined) return deniableIds(token).includes(event.credentialId);
      return event.subjectId === undefined || event.subjectId === token.principalId;
    case 'principal.suspended':
    case 'principal.reactivated':
    case 'role.assigned':
      return event.subjectId === token.principalId;
    case 'tenant.suspended':
      return true;
    default:
      return false;
  }
}

/** After these a token of somebody else may be worth nothing: that of a bot whose owner is suspended. */
const endsOthers: ReadonlySet<string> = new Set(['principal.suspended']);

/** One tenant, followed. */
class Followed implements FeedListener {
  /** By token and, where a key holds it to networks, by where it came from. */
  readonly confirmed: LRUCache<string, { readonly facts: TokenFacts; readonly until: number }>;
  readonly ended = new LRUCache<Uuid, true>({ max: maxEnded });
  feed: TenantFeed | null = null;
  /** Grows with each event that may end a token: what was read before it proves nothing after it. */
  version = 0;
  usedAt: number;
  readonly #onLost: () => void;

  constructor(maxTokens: number, usedAt: number, onLost: () => void) {
    this.confirmed = new LRUCache({ max: maxTokens });
    this.usedAt = usedAt;
    this.#onLost = onLost;
  }

  arrived(events: readonly StoredEvent[]): void {
    for (const event of events) this.#apply(event);
  }

  deliver(): void {}

  lost(): void {
    this.#onLost();
  }

  #apply(event: StoredEvent): void {
    const revokes = event.type.endsWith('.revoked') && event.credentialId !== undefined;
    if (revokes && event.credentialId !== undefined) this.ended.set(event.credentialId, true);
    else if (!event.type.endsWith('.revoked') && !endsSomebody.has(event.type)) return;
    this.version += 1;
    if (endsOthers.has(event.type)) this.confirmed.clear();
    else
      for (const [id, { facts }] of [...this.confirmed.entries()])
        if (endsToken(event, facts)) this.confirmed.delete(id);
  }
}

const endsSomebody: ReadonlySet<string> = new Set([
  'principal.suspended',
  'principal.reactivated',
  'role.assigned',
  'tenant.suspended',
]);

export class Revocations {
  readonly #options: RevocationsOptions;
  readonly #followed = new Map<Uuid, Promise<Followed>>();
  readonly #current = new Map<Uuid, Followed>();
  #feeds: Feeds | null = null;

  constructor(options: RevocationsOptions) {
    this.#options = options;
  }

  /** From now on tenants are followed. These feeds belong to this alone: a tenant is followed once per `Feeds`. */
  start(feeds: Feeds): void {
    this.#feeds = feeds;
  }

  /** True only of what has ended for certain: a refusal that need not wait for a transaction. */
  hasEnded(facts: TokenFacts): boolean {
    const followed = this.#current.get(facts.tenantId);
    return followed !== undefined && deniableIds(facts).some((id) => followed.ended.has(id));
  }

  /**
   * Whether the token is alive: by memory while the feed is fresh, else as `confirm` reads it from PostgreSQL. When that
   * cannot be reached, `confirm` throws, and so does this.
   */
  async isAlive(facts: TokenFacts, address: string, confirm: () => Promise<boolean>): Promise<boolean> {
    const { clock } = this.#options;
    const followed = this.#current.get(facts.tenantId) ?? (await this.#follow(facts.tenantId));
    if (followed === null) return confirm();
    const now = clock.now();
    followed.usedAt = now;
    if (deniableIds(facts).some((id) => followed.ended.has(id))) return false;
    const name = facts.keyId === null ? facts.tokenId : `${facts.tokenId} ${address}`;
    const known = followed.confirmed.get(name);
    if (followed.feed?.fresh && known !== undefined && known.until > now) return true;
    const { version } = followed;
    if (!(await confirm())) return false;
    // Something ended while this was read: it may have been this, right after.
    if (followed.version === version && !facts.once)
      followed.confirmed.set(name, { facts, until: Math.min(facts.expiresAt, now + believedMs) });
    return true;
  }

  /** Null: not followed, so nothing is known here. */
  async #follow(tenantId: Uuid): Promise<Followed | null> {
    const feeds = this.#feeds;
    if (feeds === null) return null;
    const pending = this.#followed.get(tenantId) ?? this.#open(feeds, tenantId);
    return pending.catch((error: unknown) => {
      this.#options.onError(error);
      return null;
    });
  }

  #open(feeds: Feeds, tenantId: Uuid): Promise<Followed> {
    this.#makeRoom(feeds);
    const opening = this.#start(feeds, tenantId);
    this.#followed.set(tenantId, opening);
    opening.catch(() => this.#followed.delete(tenantId));
    return opening;
  }

  async #start(feeds: Feeds, tenantId: Uuid): Promise<Followed> {
    const { database, clock, maxTokens = 20_000 } = this.#options;
    const readAt = clock.now();
    const { head } = await database.read(tenantId, readPosition);
    const followed = new Followed(maxTokens, readAt, () => this.#drop(feeds, tenantId));
    followed.feed = feeds.follow(tenantId, followed, { seq: head, readAt });
    this.#current.set(tenantId, followed);
    return followed;
  }

  #makeRoom(feeds: Feeds): void {
    const { maxTenants = 500 } = this.#options;
    if (this.#current.size < maxTenants) return;
    const [oldest] = [...this.#current].sort(([, left], [, right]) => left.usedAt - right.usedAt);
    if (oldest !== undefined) this.#drop(feeds, oldest[0]);
  }

  #drop(feeds: Feeds, tenantId: Uuid): void {
    const followed = this.#current.get(tenantId);
    this.#current.delete(tenantId);
    this.#followed.delete(tenantId);
    followed?.confirmed.clear();
    if (followed?.feed) feeds.unfollow(followed.feed);
  }
}
