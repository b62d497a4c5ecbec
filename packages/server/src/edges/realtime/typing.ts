/** "I am writing here", passed on to those who are there. Nothing is kept but when each connection last said so. */
import { type ClientFrame, encodeId, type ServerFrame, type Uuid, uuidOf } from '@wardroom/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Audience } from './audience.ts';
import { FrameBudget } from './frame-budget.ts';
import { covers, hears, type Viewer } from './viewer.ts';

export type TypingFrame = Extract<ClientFrame, { t: 'typing' }>;

/** A connection says so once in this time per channel; in between it is passed over. */
const everyMs = 2_000;
/** Channels in which one connection writes within that time: more than a person can. */
const mostChannels = 32;

export interface TypingParts {
  readonly clock: Clock;
  readonly audience: Audience;
  readonly live: ReadonlyMap<Uuid, ReadonlyMap<Viewer, unknown>>;
  readonly typingPerSecond: number;
}

export class Typing {
  readonly #parts: TypingParts;
  readonly #budget: FrameBudget;
  readonly #saidAt = new WeakMap<Viewer, Map<Uuid, number>>();

  constructor(parts: TypingParts) {
    this.#parts = parts;
    this.#budget = new FrameBudget(parts.clock, parts.typingPerSecond, parts.typingPerSecond);
  }

  /** Whatever this viewer may not do is dropped without a word: an answer would tell what exists. */
  heard(viewer: Viewer, { channelId: id, threadRootId }: TypingFrame): void {
    const { audience } = this.#parts;
    const { principalId } = viewer.identity;
    const channelId = uuidOf(id);
    if (!covers(viewer, 'messages:write') || !audience.holds(principalId, 'message.write')) return;
    if (!audience.reads(principalId, channelId) || !hears(viewer, { channelId })) return;
    if (!this.#isDue(viewer, channelId)) return;
    const frame: ServerFrame = {
      t: 'typing',
      channelId: id,
      threadRootId,
      principalId: encodeId('principal', principalId),
    };
    this.#show(channelId, principalId, Buffer.from(JSON.stringify(frame)));
  }

  #show(channelId: Uuid, typist: Uuid, frame: Buffer): void {
    const { audience, live } = this.#parts;
    const members = audience.membersOf(channelId);
    const candidates = members.size < live.size ? members : live.keys();
    for (const principalId of candidates) {
      const viewers = live.get(principalId);
      if (!viewers || principalId === typist || !audience.reads(principalId, channelId)) continue;
      for (const viewer of viewers.keys()) {
        if (!covers(viewer, 'messages:read') || !hears(viewer, { channelId })) continue;
        if (!this.#budget.take()) return;
        viewer.showEphemeral(frame);
      }
    }
  }

  #isDue(viewer: Viewer, channelId: Uuid): boolean {
    const now = this.#parts.clock.now();
    const said = this.#saidAt.get(viewer) ?? new Map<Uuid, number>();
    const before = said.get(channelId);
    if (before !== undefined && now - before < everyMs) return false;
    for (const [id, at] of said) if (now - at >= everyMs) said.delete(id);
    if (said.size >= mostChannels) return false;
    this.#saidAt.set(viewer, said.set(channelId, now));
    return true;
  }
}
