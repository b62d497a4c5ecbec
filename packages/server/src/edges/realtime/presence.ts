/**
 * Who is there, shown to those who may see them. One node, one tenant: the nodes of a cluster do not tell each other yet.
 *
 * Everybody sees everybody, which grows with the square of their number. So: changes are gathered into versions; each
 * viewer is told once per interval what has changed since the version it knows; those who see everybody share the
 * bytes; and all of it together has a budget. Whoever does not fit is told later, by then of several versions at once.
 */
import type { PresenceState, Uuid } from '@wardroom/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Audience } from './audience.ts';
import { PresenceRecord } from './presence-record.ts';
import { covers, seesPresence, type Viewer } from './viewer.ts';

export interface PresenceSettings {
  readonly presenceMs: number;
  readonly offlineAfterMs: number;
  readonly presenceBytes: number;
}

export interface PresenceParts extends PresenceSettings {
  readonly clock: Clock;
  readonly audience: Audience;
  /** False while the node cannot know whether it is current: nobody is shown anything then. */
  readonly isCurrent: () => boolean;
}

type State = Exclude<PresenceState, 'offline'>;

interface Follower {
  state: State;
  /** -1: knows nothing yet, or not whom it may see now. */
  version: number;
  toldAt: number;
}

const unknown = -1;
const mostInFrame = 500;
const fewChanges = 64;
/** While some are waiting for their turn, turns come this much more often. */
const hurry = 4;

export class Presence {
  readonly #parts: PresenceParts;
  readonly #record = new PresenceRecord();
  readonly #followers = new Map<Viewer, Follower>();
  readonly #entries = new Map<Uuid, string>();
  /** Bytes for those who see everybody, by the version that they know. */
  readonly #shared = new Map<number, readonly Buffer[]>();
  /** Who changed since each version that somebody knows. */
  readonly #changes = new Map<number, ReadonlySet<Uuid> | null>();
  #timer: NodeJS.Timeout | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
  }

  entered(viewer: Viewer, state: State): void {
    if (this.#followers.has(viewer) || !seesPresence(viewer)) return;
    this.#followers.set(viewer, { state, version: unknown, toldAt: Number.NEGATIVE_INFINITY });
    this.#record.came(viewer.identity.principalId, state);
    this.#wake();
  }

  turned(viewer: Viewer, state: State): void {
    const follower = this.#followers.get(viewer);
    // Nobody sits at a program.
    if (!follower || viewer.identity.kind !== 'session') return;
    this.#record.turned(viewer.identity.principalId, follower.state, state);
    follower.state = state;
    this.#wake();
  }

  left(viewer: Viewer): void {
    const follower = this.#followers.get(viewer);
    if (!follower) return;
    this.#followers.delete(viewer);
    const { clock, offlineAfterMs } = this.#parts;
    this.#record.left(viewer.identity.principalId, follower.state, clock.now() + offlineAfterMs);
    this.#wake();
  }

  /** These viewers may see others than before: they are told anew whom. Everybody else whom it concerns, of one principal. */
  outlookChanged(viewers: Iterable<Viewer>, about?: Uuid): void {
    if (about !== undefined) this.#record.repeat(about);
    for (const viewer of viewers) {
      const follower = this.#followers.get(viewer);
      if (follower) follower.version = unknown;
    }
    this.#wake();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#followers.clear();
  }

  #wake(intervalMs = this.#parts.presenceMs): void {
    if (this.#timer !== undefined || this.#followers.size === 0) return;
    const dueMs = this.#toldAt + intervalMs - this.#parts.clock.now();
    const delayMs = Math.min(intervalMs, Math.max(0, dueMs));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#tell();
    }, delayMs).unref();
  }

  #tell(): void {
    const { clock, isCurrent, presenceMs } = this.#parts;
    this.#toldAt = clock.now();
    this.#record.advance(this.#toldAt);
    this.#entries.clear();
    this.#shared.clear();
    this.#changes.clear();
    const isDone = isCurrent() && this.#tellFollowers();
    if (!isDone) this.#wake(presenceMs / hurry);
    else if (this.#record.isUnsettled) this.#wake();
  }

  /** False when some have to wait for the next interval. */
  #tellFollowers(): boolean {
    let bytes = this.#parts.presenceBytes;
    let isDone = true;
    for (const [viewer, follower] of [...this.#followers]) {
      if (follower.version === this.#record.version || !covers(viewer, 'channels:read')) continue;
      const isDue = this.#toldAt - follower.toldAt >= this.#parts.presenceMs;
      const cost = isDue && bytes > 0 ? this.#tellOne(viewer, follower) : null;
      if (cost === null) {
        isDone = false;
        continue;
      }
      bytes -= cost;
      if (cost > 0) follower.toldAt = this.#toldAt;
      // To the end of the line: whoever waits is served before them.
      this.#followers.delete(viewer);
      this.#followers.set(viewer, follower);
    }
    return isDone;
  }

  /** Bytes sent, or null when too much is waiting for this viewer already. */
  #tellOne(viewer: Viewer, follower: Follower): number | null {
    const { audience } = this.#parts;
    const { principalId } = viewer.identity;
    const frames = audience.seesEverybody(principalId)
      ? this.#sharedFrames(follower.version)
      : this.#ownFrames(principalId, follower.version);
    let bytes = 0;
    for (const frame of frames) {
      if (!viewer.showEphemeral(frame)) {
        // Part of a list is no list.
        if (bytes > 0) follower.version = unknown;
        return null;
      }
      bytes += frame.length;
    }
    follower.version = this.#record.version;
    return bytes;
  }

  #sharedFrames(version: number): readonly Buffer[] {
    const known = this.#shared.get(version);
    if (known) return known;
    const changed = this.#changedSince(version);
    const frames = this.#frames([...(changed ?? this.#record.present())], changed === null);
    this.#shared.set(version, frames);
    return frames;
  }

  #ownFrames(viewer: Uuid, version: number): readonly Buffer[] {
    const { audience } = this.#parts;
    const changed = this.#changedSince(version);
    // When many have changed, whom one sees are fewer.
    const isFew = changed !== null && changed.size <= fewChanges;
    const met = () => (audience.seesSome(viewer) ? audience.shownTo(viewer) : [viewer]);
    const told = [...(isFew ? changed : met())].filter((id) =>
      changed === null ? this.#record.stateOf(id) !== 'offline' : changed.has(id),
    );
    return this.#frames(
      told.filter((id) => audience.seesPerson(viewer, id)),
      changed === null,
    );
  }

  /** Gathered once in a turn, not for each viewer. */
  #changedSince(version: number): ReadonlySet<Uuid> | null {
    const known = this.#changes.get(version);
    if (known !== undefined) return known;
    const changed = this.#record.since(version);
    this.#changes.set(version, changed);
    return changed;
  }

  #frames(ids: readonly Uuid[], all: boolean): Buffer[] {
    const frames: Buffer[] = [];
    for (let start = 0; start < ids.length || (all && start === 0); start += mostInFrame) {
      const entries = ids.slice(start, start + mostInFrame).map((id) => this.#entry(id));
      const isFirst = all && start === 0;
      frames.push(Buffer.from(`{"t":"presence","all":${isFirst},"people":[${entries.join()}]}`));
    }
    return frames;
  }

  #entry(principalId: Uuid): string {
    const known = this.#entries.get(principalId);
    if (known !== undefined) return known;
    const entry = this.#record.entry(principalId);
    this.#entries.set(principalId, entry);
    return entry;
  }
}
