/**
 * One tenant on one node: takes the feed's events in order, reads their content once, and shows each to whoever may
 * see it at that place in the stream. Between two batches the audience is exactly that of `position`.
 */
import { type CloseReason, type Message, type Uuid, WardroomError } from '@wardroom/contract';
import { type Authority, type Caller, readAuthorities } from '../../kernel/authority/authority.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { StoredEvent } from '../../kernel/event-log/event.ts';
import { readPosition } from '../../kernel/event-log/store.ts';
import type { FeedListener, Feeds, TenantFeed } from '../../kernel/feed/index.ts';
import type { Keyring, ScopeKeys } from '../../kernel/keyring/index.ts';
import type { Breaker, PolicyShelf } from '../../kernel/policies/index.ts';
import { Audience } from './audience.ts';
import { type Content, type ContentSource, isEmpty, noContent, takeJustSent, wantedBy } from './content.ts';
import { type Count, doubtfulChannels, readCounts } from './counts.ts';
import { endingOf, endsOthers } from './endings.ts';
import { EventEnds } from './event-ends.ts';
import { Newcomers } from './newcomers.ts';
import { PolicySight } from './policy-sight.ts';
import { Presence, type PresenceSettings } from './presence.ts';
import { type Projection, projectAndAdvance, scopeOfType } from './projection.ts';
import { SharedPages } from './shared-pages.ts';
import { Typing, type TypingFrame } from './typing.ts';
import { covers, hears, type Viewer } from './viewer.ts';

export interface HubOptions {
  readonly tenantId: Uuid;
  /** A host of the tenant, through which the directory describes it. */
  readonly host: string;
  readonly database: Pick<TenantDatabase, 'read'>;
  readonly keyring: Pick<Keyring, 'open' | 'openCached'>;
  readonly feeds: Feeds;
  readonly content: ContentSource;
  readonly breaker: Breaker;
  readonly shelf: PolicyShelf;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
  readonly settings: PresenceSettings & { readonly typingPerSecond: number };
  /** The hub no longer knows the audience: the next viewer needs a new one. */
  readonly onLost: () => void;
}

const maxBatch = 500;
/** Characters per viewer after which sockets get a turn. */
const breathAfter = 65_536;
/** Events shown in one turn of the event loop: whatever else waits, a writer above all, gets its turn between. */
const eventsPerTurn = 64;
/** Attempts to read the content of a batch; between them 50 ms, doubling. */
const maxAttempts = 6;
const narrows: ReadonlySet<string> = new Set([
  'channel.member_removed',
  'channel.deleted',
  'role.assigned',
  'rights.changed',
  'sight.changed',
]);

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Live viewers of one principal, and the position after which each wants to see events. */
type ViewersOfOne = Map<Viewer, number>;

/** What a batch needs beyond its references. */
interface Reading {
  readonly keys: ScopeKeys;
  readonly content: Content;
  readonly counts: readonly Count[];
  /** Who has to start anew afterwards. */
  readonly startAnew: readonly Viewer[];
}

export class TenantHub implements FeedListener {
  readonly #options: HubOptions;
  readonly #audience: Audience;
  /** The past, read once for all who come back at once. */
  readonly pages = new SharedPages();
  readonly ends: EventEnds;
  readonly #registered = new Set<Viewer>();
  readonly #live = new Map<Uuid, ViewersOfOne>();
  readonly #queue: StoredEvent[] = [];
  readonly #joins: (() => void)[] = [];
  readonly #newcomers: Newcomers;
  readonly #typing: Typing;
  readonly presence: Presence;
  readonly sight: PolicySight;
  #feed: TenantFeed | null = null;
  #position: number;
  /** An event up to here has narrowed what somebody sees; until it is shown, who sees what is not certain. */
  #narrowedAt = 0;
  #running = false;

  private constructor(options: HubOptions, audience: Audience, position: number) {
    this.#options = options;
    this.#audience = audience;
    this.#position = position;
    this.ends = new EventEnds(() => options.feeds.epoch);
    const { clock, settings, database, tenantId } = options;
    this.#newcomers = new Newcomers(
      (work) => database.read(tenantId, work),
      () => clock.now(),
    );
    const { content, breaker, shelf } = options;
    const channels = (tx: ReadTransaction) => content.loadChannels(tx);
    this.sight = new PolicySight({ tenantId, database, shelf, channels, audience, breaker, clock });
    this.#typing = new Typing({ ...settings, clock, audience, live: this.#live });
    this.presence = new Presence({ ...settings, clock, audience, isCurrent: () => this.#isCurrent });
  }

  /** The position is read before the audience: events in between are applied twice, which changes nothing. */
  static async open(options: HubOptions): Promise<TenantHub> {
    const readAt = options.clock.now();
    const { seq, audience } = await options.database.read(options.tenantId, async (tx) => {
      const { head } = await readPosition(tx);
      return { seq: head, audience: new Audience(await options.content.loadAudience(tx)) };
    });
    const hub = new TenantHub(options, audience, seq);
    hub.#feed = options.feeds.follow(options.tenantId, hub, { seq, readAt });
    return hub;
  }

  /** Everything up to here has been shown to those who may see it. */
  get position(): number {
    return this.#position;
  }

  get host(): string {
    return this.#options.host;
  }

  get audience(): Audience {
    return this.#audience;
  }

  /** From now on whatever ends this viewer's access ends it. To be called before its authority is read. */
  register(viewer: Viewer): void {
    this.#registered.add(viewer);
  }

  /** What a credential of this tenant is worth now. Rejects with `unauthenticated` when that is nothing. */
  async authorityOf(caller: Caller): Promise<Authority> {
    if (caller.identity.tenantId !== this.#options.tenantId) throw new WardroomError('unauthenticated');
    return this.#newcomers.authorityOf(caller);
  }

  /**
   * Makes a viewer live after `from` and answers true, or false when events up to `position` must be replayed first.
   * Runs between two batches, when the audience is that of `position`.
   */
  join(viewer: Viewer, from: number): Promise<boolean> {
    return new Promise((resolve) => {
      this.#joins.push(() => resolve(this.#join(viewer, from)));
      void this.#run();
    });
  }

  /** What depends on the time of day. Whoever cannot be told what they may see sees nothing more. */
  tick(): void {
    this.sight.atMinute(this.#registered).then(
      (viewers) => {
        for (const viewer of viewers) viewer.resync('cursor');
      },
      (error: unknown) => {
        this.#options.onError(error);
        this.lost();
      },
    );
  }

  leave(viewer: Viewer): void {
    this.#registered.delete(viewer);
    const viewers = this.#live.get(viewer.identity.principalId);
    viewers?.delete(viewer);
    if (viewers?.size === 0) this.#live.delete(viewer.identity.principalId);
    this.presence.left(viewer);
  }

  /** Somebody says that they are writing. Forgotten when it cannot be passed on now. */
  typing(viewer: Viewer, frame: TypingFrame): void {
    if (this.#isCurrent) this.#typing.heard(viewer, frame);
  }

  close(): void {
    if (this.#feed) this.#options.feeds.unfollow(this.#feed);
    this.#feed = null;
    this.presence.close();
    this.#queue.length = 0;
  }

  arrived(events: readonly StoredEvent[]): void {
    for (const event of events) {
      if (narrows.has(event.type)) this.#narrowedAt = event.seq;
      for (const viewer of this.#registered) {
        const reason = endingOf(event, viewer);
        if (reason) this.#end(viewer, reason);
      }
    }
  }

  deliver(events: readonly StoredEvent[]): void {
    this.#queue.push(...events);
    void this.#run();
  }

  lost(): void {
    this.close();
    this.#options.onLost();
    for (const viewer of this.#registered) viewer.end('restarting');
  }

  /** Recent events after a position, or null when they are only in the database. */
  recent(after: number, limit: number): StoredEvent[] | null {
    return this.#feed?.recent(after, limit) ?? null;
  }

  async keys(): Promise<ScopeKeys> {
    const scope = { kind: 'tenant', tenantId: this.#options.tenantId } as const;
    return this.#options.keyring.openCached(scope) ?? this.#options.keyring.open(scope);
  }

  /** Ends every viewer whose credential is worth nothing by now. */
  async readAuthority(): Promise<void> {
    const viewers = [...this.#registered];
    for (let start = 0; start < viewers.length; start += maxBatch) {
      const some = viewers.slice(start, start + maxBatch);
      await this.#options.database.read(this.#options.tenantId, (tx) => this.#endWorthless(tx, some));
    }
  }

  /** Ends viewers whose credential is worth nothing any more: expired, or revoked in a way no event told. */
  async #endWorthless(tx: ReadTransaction, viewers: readonly Viewer[]): Promise<void> {
    const authorities = await readAuthorities(tx, viewers, this.#options.clock.now());
    for (const [index, viewer] of viewers.entries()) if (!authorities[index]) this.#end(viewer, 'revoked');
  }

  /** What is ephemeral is shown only while nothing that forbids it can be unknown here. */
  get #isCurrent(): boolean {
    return (this.#feed?.fresh ?? false) && this.#position >= this.#narrowedAt;
  }

  #outlookChanged({ type, subjectId }: StoredEvent, principals: ReadonlySet<Uuid>): void {
    const [few, many] =
      principals.size < this.#live.size ? [principals, this.#live] : [this.#live.keys(), principals];
    const found: Viewer[] = [];
    for (const principalId of few) {
      if (!many.has(principalId)) continue;
      // Whose view does not depend on channels has lost or won nothing by one.
      if (type.startsWith('channel.') && this.#audience.seesEverybody(principalId)) continue;
      found.push(...(this.#live.get(principalId)?.keys() ?? []));
    }
    this.presence.outlookChanged(found, subjectId);
  }

  #end(viewer: Viewer, reason: CloseReason): void {
    this.leave(viewer);
    viewer.end(reason);
  }

  #join(viewer: Viewer, from: number): boolean {
    if (!this.#registered.has(viewer)) return true;
    if (from < this.#position) return false;
    const { principalId } = viewer.identity;
    const viewers = this.#live.get(principalId) ?? new Map<Viewer, number>();
    this.#live.set(principalId, viewers.set(viewer, from));
    return true;
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      // A commit is announced in the middle of the writer's work: that goes on first.
      await nextTurn();
      for (;;) {
        for (const join of this.#joins.splice(0)) join();
        const batch = this.#queue.splice(0, maxBatch);
        if (batch.length === 0) break;
        await this.#process(batch);
      }
    } finally {
      this.#running = false;
    }
  }

  async #process(batch: readonly StoredEvent[]): Promise<void> {
    const read = await this.#read(batch);
    // Content could not be read: nobody may be left with a hole they do not know of.
    if (!read) return this.lost();
    this.#correct(read.counts, read.keys);
    this.ends.expect(
      read.keys,
      batch.map(({ seq }) => seq),
    );
    let shown = 0;
    for (const [index, event] of batch.entries()) {
      if (event.seq <= this.#position) continue;
      const projection = projectAndAdvance(event, read.content, this.#audience);
      if (projection.outlookOf) this.#outlookChanged(event, projection.outlookOf);
      shown += this.#show(event, projection, read.keys);
      this.#position = event.seq;
      if (shown < breathAfter && index % eventsPerTurn !== eventsPerTurn - 1) continue;
      // Sockets are written to between turns: without a pause a burst would look like a slow reader.
      shown = 0;
      await nextTurn();
    }
    for (const viewer of read.startAnew) viewer.resync('cursor');
  }

  async #read(batch: readonly StoredEvent[]): Promise<Reading | null> {
    const sent = takeJustSent(batch);
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      try {
        const keys = await this.keys();
        const content = await this.#readContent(batch, sent, keys);
        const startAnew = await this.sight.after(batch, this.#registered);
        return { keys, content, counts: await this.#readCounts(batch, content, keys), startAnew };
      } catch (error) {
        // Closed: nobody is left to show it to, and the database may be gone.
        if (!this.#feed) return null;
        this.#options.onError(error);
        await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** attempt));
      }
    }
    return null;
  }

  /** For viewers who are in the channels now; whoever arrives within the batch is given counts with the arrival. */
  async #readCounts(
    batch: readonly StoredEvent[],
    read: Content,
    keys: ScopeKeys,
  ): Promise<readonly Count[]> {
    const places = [...doubtfulChannels(batch, read)].flatMap((channelId) =>
      [...this.#live.keys()]
        .filter((principalId) => this.#audience.reads(principalId, channelId))
        .map((principalId) => ({ channelId, principalId })),
    );
    if (places.length === 0) return [];
    const { content, database, tenantId, host } = this.#options;
    return database.read(tenantId, (tx) => readCounts(content, tx, keys, { places, host }));
  }

  /** Before the events that they count: a viewer who leaves in between is given both again. */
  #correct(counts: readonly Count[], keys: ScopeKeys): void {
    for (const { place, event } of counts) {
      for (const [viewer, after] of this.#live.get(place.principalId) ?? []) {
        const rest = this.ends.of(keys, Math.max(after, this.#position), event);
        if (covers(viewer, 'channels:read') && hears(viewer, place)) viewer.showEvent(rest);
      }
    }
  }

  async #readContent(
    batch: readonly StoredEvent[],
    sent: ReadonlyMap<Uuid, Message>,
    keys: ScopeKeys,
  ): Promise<Content> {
    const wanted = wantedBy(batch, this.#audience, this.#live, sent);
    const suspects = batch.some(endsOthers)
      ? [...this.#registered].filter(({ identity }) => identity.kind !== 'session')
      : [];
    const known = { ...noContent, messages: sent };
    if (isEmpty(wanted) && suspects.length === 0) return known;
    const { content, database, tenantId, host } = this.#options;
    return database.read(tenantId, async (tx) => {
      if (suspects.length > 0) await this.#endWorthless(tx, suspects);
      if (isEmpty(wanted)) return known;
      const read = await content.read(tx, keys, wanted, host);
      return { ...read, messages: new Map([...read.messages, ...sent]) };
    });
  }

  /** Gives the characters that one viewer may have been sent. */
  #show(event: StoredEvent, projection: Projection, keys: ScopeKeys): number {
    const scope = scopeOfType[event.type];
    let shared: string | null = null;
    let longest = 0;
    for (const principalId of this.#candidates(projection)) {
      const viewers = this.#live.get(principalId);
      if (!viewers || !projection.isRecipient(principalId)) continue;
      const own = projection.own?.(principalId);
      let rest: string | null = null;
      if (own) rest = this.ends.of(keys, event.seq, own);
      else if (projection.shared) rest = shared ??= this.ends.of(keys, event.seq, projection.shared);
      const resync = projection.resync?.(principalId) ?? false;
      for (const [viewer, after] of viewers) {
        if (event.seq <= after || !hears(viewer, event)) continue;
        if (rest !== null && covers(viewer, scope)) viewer.showEvent(rest);
        if (resync) viewer.resync('cursor');
      }
      longest = Math.max(longest, rest?.length ?? 0);
    }
    return longest;
  }

  #candidates({ among }: Projection): Iterable<Uuid> {
    return among && among.size < this.#live.size ? among : this.#live.keys();
  }
}
