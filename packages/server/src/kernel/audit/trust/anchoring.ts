/**
 * Carries checkpoints of the directory to where nobody here can change them: a file that is only appended to, a bucket with
 * Object Lock, a syslog collector. Each anchor has a place of its own, and may get a checkpoint twice when a process ends
 * between giving it and noting that; never none.
 */
import type { Clock } from '../../clock.ts';
import { instant } from '../../database/connections.ts';
import { Patience } from './patience.ts';
import {
  type CosignatureRow,
  type DirectoryCheckpointRow,
  moveAnchor,
  readAnchorSize,
  readCosignatures,
  readNewestCheckpoint,
  readNextCheckpoint,
} from './store.ts';
import { type SealerDatabase, transact } from './transact.ts';
import type { TrustBacklog } from './witnessing.ts';

export interface Anchored {
  readonly size: number;
  /** Signed note with the cosignatures that there are. */
  readonly checkpoint: string;
  /** When it was signed, milliseconds. */
  readonly signedAt: number;
}

export interface Anchor {
  /** For ever the same: what it has got is remembered by it. */
  readonly name: string;
  /** The shortest time between two. */
  readonly everyMs: number;
  /** Resolves when it is there for good. */
  put(anchored: Anchored): Promise<void>;
}

export interface AnchoringOptions extends SealerDatabase {
  readonly anchors: readonly Anchor[];
  readonly clock: Clock;
  /** How long a checkpoint waits for a witness before it is anchored without. */
  readonly waitMs: number;
  readonly onFault: (error: unknown) => void;
}

export class Anchoring {
  readonly #options: AnchoringOptions;
  readonly #patience = new Patience();
  readonly #lastAt = new Map<string, number>();
  readonly #waitsSince = new Map<string, number>();

  constructor(options: AnchoringOptions) {
    this.#options = options;
  }

  get backlog(): TrustBacklog {
    const now = this.#options.clock.now();
    const lags = [...this.#waitsSince.values()].map((since) => now - since);
    return { lagMs: Math.max(0, ...lags), failing: this.#patience.failing };
  }

  /** Every anchor once, side by side. Throws nothing. */
  async step(): Promise<void> {
    await Promise.all(
      this.#options.anchors.map((anchor) =>
        this.#serve(anchor).catch((error: unknown) => {
          this.#patience.failed(anchor.name, this.#options.clock.now());
          this.#options.onFault(error);
        }),
      ),
    );
  }

  async #serve(anchor: Anchor): Promise<void> {
    const { clock, waitMs } = this.#options;
    const [newest] = await this.#ask<DirectoryCheckpointRow>(readNewestCheckpoint, []);
    const [stored] = await this.#ask<{ size: number }>(readAnchorSize, [anchor.name]);
    const [next] = await this.#ask<DirectoryCheckpointRow>(readNextCheckpoint, [stored?.size ?? 0]);
    if (next === undefined) this.#waitsSince.delete(anchor.name);
    else this.#waitsSince.set(anchor.name, next.signed_at);
    const now = clock.now();
    if (newest === undefined || next === undefined || this.#patience.isWaiting(anchor.name, now)) return;
    const lastAt = this.#lastAt.get(anchor.name);
    if (lastAt !== undefined && now >= lastAt && now - lastAt < anchor.everyMs) return;
    const lines = await this.#ask<CosignatureRow>(readCosignatures, [newest.size]);
    if (lines.length === 0 && now - next.signed_at < waitMs && now >= next.signed_at) return;
    const checkpoint = newest.note + lines.map(({ line }) => line).join('');
    await anchor.put({ size: newest.size, checkpoint, signedAt: newest.signed_at });
    const values = [anchor.name, newest.size, instant(now)];
    await transact(this.#options, (session) => session.send(moveAnchor, values));
    this.#lastAt.set(anchor.name, now);
    this.#patience.succeeded(anchor.name);
    this.#waitsSince.delete(anchor.name);
  }

  async #ask<Row extends object>(
    { name, text }: { readonly name: string; readonly text: string },
    values: unknown[],
  ): Promise<readonly Row[]> {
    const { rows } = await this.#options.pool.query<Row & Record<string, unknown>>({ name, text, values });
    return rows;
  }
}
