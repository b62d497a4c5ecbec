/** The ends of event frames, cursor and event: the same for all who are shown the same form of it. */
import type { Event, Uuid } from '@wardroom/contract';
import { encodeEventCursors } from '../../kernel/event-log/cursor.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';

export class EventEnds {
  readonly #epoch: () => Uuid;
  #cursors: ReadonlyMap<number, string> = new Map();

  constructor(epoch: () => Uuid) {
    this.#epoch = epoch;
  }

  /** Makes the cursors of these positions together, which costs little more than making one; those before are forgotten. */
  expect(keys: ScopeKeys, seqs: readonly number[]): void {
    const cursors = encodeEventCursors(keys, this.#epoch(), seqs);
    this.#cursors = new Map(cursors.map((cursor, index) => [seqs[index] ?? 0, cursor]));
  }

  of(keys: ScopeKeys, seq: number, event: Event): string {
    const cursor = this.#cursors.get(seq) ?? encodeEventCursors(keys, this.#epoch(), [seq])[0];
    return `"cursor":"${cursor}","event":${JSON.stringify(event)}}`;
  }
}
