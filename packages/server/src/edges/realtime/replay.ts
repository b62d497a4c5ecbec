/**
 * From a resumed position to the present: events from the ring, then from PostgreSQL in pages, judged by what their
 * viewer may see now. Ends when the hub takes the viewer over, exactly where the replay stops.
 */
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import type { StoredEvent } from '../../kernel/event-log/event.ts';
import { readEvents } from '../../kernel/event-log/store.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { type Content, type ContentSource, wantedBy } from './content.ts';
import { doubtfulChannels, readCounts } from './counts.ts';
import type { TenantHub } from './hub.ts';
import { projectPast, scopeOfType } from './projection.ts';
import type { Page } from './shared-pages.ts';
import { covers, hears, type Viewer } from './viewer.ts';

export interface Replaying extends Viewer {
  readonly ended: boolean;
  /** Resolves when the viewer has taken most of what was sent. */
  drained(): Promise<void>;
  /** Everything up to here has been shown, or was not for this viewer. */
  seenUpTo(position: number): void;
}

export interface ReplayParts {
  readonly hub: TenantHub;
  readonly database: Pick<TenantDatabase, 'read'>;
  readonly content: ContentSource;
}

const pageSize = 200;
/** A snapshot costs less than replaying more than this. */
export const longestReplay = 20_000;

/** Resolves when the viewer is live or has ended. */
export async function catchUp(parts: ReplayParts, viewer: Replaying, start: number): Promise<void> {
  const { hub } = parts;
  let from = start;
  if (hub.position - from > longestReplay) from = restart(hub, viewer, 'window');
  while (!(await hub.join(viewer, from))) {
    const next = await replayPage(parts, viewer, from);
    from = next ?? restart(hub, viewer, 'window');
    if (viewer.ended) return;
    viewer.seenUpTo(from);
    await viewer.drained();
  }
}

function restart(hub: TenantHub, viewer: Replaying, reason: 'window' | 'cursor'): number {
  viewer.resync(reason);
  return hub.position;
}

/** The position after the page, or null when the log no longer holds what follows `from`. */
async function replayPage(parts: ReplayParts, viewer: Replaying, from: number): Promise<number | null> {
  const { hub, database, content } = parts;
  const keys = await hub.keys();
  const end = hub.position;
  const viewers = new Map([[viewer.identity.principalId, viewer]]);
  const { tenantId } = viewer.identity;
  const events =
    hub.recent(from, pageSize) ??
    (await hub.pages.past(end, from, () => database.read(tenantId, (tx) => readEvents(tx, from, pageSize))));
  const past = events.filter(({ seq }) => seq <= end);
  if (past[0]?.seq !== from + 1) return null;
  const wanted = wantedBy(past, hub.audience, viewers);
  const page = await hub.pages.take(end, { past, wanted }, () =>
    database.read(tenantId, (tx) => content.read(tx, keys, wanted, hub.host)),
  );
  await hub.sight.meet(page.past);
  await correctCounts(parts, viewer, page, from);
  for (const event of page.past) {
    const shown = projectPast(event, page.read, hub.audience);
    if (showPast({ hub, keys, page }, viewer, event, shown)) return restart(hub, viewer, 'cursor');
    // A page of long messages is more than a connection may have waiting.
    await viewer.drained();
    if (viewer.ended) return event.seq;
  }
  return page.past.at(-1)?.seq ?? null;
}

/** Before the events that they count: a viewer who leaves in between is given both again. */
async function correctCounts(
  { hub, database, content }: ReplayParts,
  viewer: Replaying,
  { past, read }: { readonly past: readonly StoredEvent[]; readonly read: Content },
  from: number,
): Promise<void> {
  const { principalId, tenantId } = viewer.identity;
  const places = [...doubtfulChannels(past, read)]
    .filter((channelId) => hub.audience.reads(principalId, channelId) && hears(viewer, { channelId }))
    .map((channelId) => ({ channelId, principalId }));
  if (places.length === 0 || !covers(viewer, 'channels:read')) return;
  const keys = await hub.keys();
  const counts = await database.read(tenantId, (tx) =>
    readCounts(content, tx, keys, { places, host: hub.host }),
  );
  for (const { event } of counts) viewer.showEvent(hub.ends.of(keys, from, event));
}

/** True when the viewer has to start anew. */
function showPast(
  { hub, keys, page }: { readonly hub: TenantHub; readonly keys: ScopeKeys; readonly page: Page },
  viewer: Replaying,
  event: StoredEvent,
  projection: ReturnType<typeof projectPast>,
): boolean {
  const { principalId } = viewer.identity;
  if (!projection.isRecipient(principalId) || !hears(viewer, event)) return false;
  const own = projection.own?.(principalId);
  const covered = covers(viewer, scopeOfType[event.type]);
  if (own && covered) viewer.showEvent(hub.ends.of(keys, event.seq, own));
  else if (projection.shared && covered) {
    const rest = page.rests.get(event.seq) ?? hub.ends.of(keys, event.seq, projection.shared);
    page.rests.set(event.seq, rest);
    viewer.showEvent(rest);
  }
  return projection.resync?.(principalId) ?? false;
}
