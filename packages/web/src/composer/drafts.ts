/**
 * What is written and not sent, per channel and thread. It is kept on this device, plain as it is on the screen, until
 * it is sent, its author signs out, or nobody has touched it for thirty days; never under another person's name. Without
 * room it lives as long as the page.
 */
import type { ChannelId, MessageId, PrincipalId } from '@wardroom/contract';
import type { TextStorage } from '../environment.ts';
import { chosen, type DraftRecord, type Held, heard, heldOf, kept, readRecord } from './draft-record.ts';

export type DraftPlace = ChannelId | MessageId;

export interface Drafts {
  /** The same object while nothing changes. */
  get(place: DraftPlace): Held;
  change(place: DraftPlace, text: string): void;
  /** Swaps the two versions: nothing is lost by looking. */
  takeOther(place: DraftPlace): void;
  dropOther(place: DraftPlace): void;
  /** The device gave no room, and nobody has been told yet or the note is still shown. */
  unkept(): boolean;
  noteSeen(): void;
  /** The places of all drafts on the device; what is too old, whoever wrote it, is removed first. */
  places(): readonly DraftPlace[];
  /** What another tab did to the storage. */
  hear(key: string | null, now: string | null, before: string | null): void;
  /** Keeps at once what is waiting to be kept. */
  flush(): void;
  /** Keeps nothing from now on. */
  close(): void;
  subscribe(listener: () => void): () => void;
}

interface Surroundings {
  readonly storage: TextStorage;
  readonly newRevision: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly schedule: (work: () => void, delayMs: number) => () => void;
  readonly authorId: PrincipalId;
  /** A place got its draft or lost it. */
  readonly onPresence: (place: DraftPlace, present: boolean) => void;
}

export const draftPrefix = 'wardroom.draft.';
const keepAfterMs = 250;
/** Characters; longer texts are kept less often, because each time costs. */
const long = 100_000;
const keepLongAfterMs = 1_500;
/** Characters of all drafts of the device together, so that they leave room for what else is kept there. */
const mostCharacters = 2_000_000;

export function createDrafts(around: Surroundings): Drafts {
  return new DeviceDrafts(around);
}

class DeviceDrafts implements Drafts {
  readonly #around: Surroundings;
  readonly #prefix: string;
  readonly #all = new Map<DraftPlace, Held>();
  readonly #waiting = new Map<DraftPlace, () => void>();
  readonly #listeners = new Set<() => void>();
  #room: 'enough' | 'full' | 'told' = 'enough';
  #closed = false;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#prefix = `${draftPrefix}${around.authorId}.`;
  }

  get(place: DraftPlace): Held {
    const known = this.#all.get(place) ?? heldOf(this.#stored(place));
    this.#all.set(place, known);
    return known;
  }

  change(place: DraftPlace, text: string): void {
    this.#change(place, { ...this.get(place), text, changed: true });
  }

  takeOther(place: DraftPlace): void {
    const { text, other } = this.get(place);
    if (other !== null) this.#choose(place, other, text === '' ? null : text);
  }

  dropOther(place: DraftPlace): void {
    this.#choose(place, this.get(place).text, null);
  }

  readonly unkept = (): boolean => this.#room === 'full';

  noteSeen(): void {
    if (this.#room === 'full') this.#room = 'told';
    this.#tell();
  }

  places(): readonly DraftPlace[] {
    const { storage, now } = this.#around;
    for (const key of storage.keys(draftPrefix))
      if (readRecord(storage.read(key), now()) === null) storage.write(key, null);
    return storage.keys(this.#prefix).map((key) => this.#placeOf(key));
  }

  hear(key: string | null, now: string | null, before: string | null): void {
    if (this.#closed || key === null || !key.startsWith(this.#prefix)) return;
    const place = this.#placeOf(key);
    const at = this.#around.now();
    const next = readRecord(now, at);
    const known = this.#all.get(place);
    if (known === undefined) this.#around.onPresence(place, next !== null);
    else this.#hold(place, heard(known, next, readRecord(before, at)));
  }

  flush(): void {
    for (const place of [...this.#waiting.keys()]) this.#keep(place);
  }

  close(): void {
    this.#closed = true;
    for (const stop of this.#waiting.values()) stop();
    this.#waiting.clear();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #placeOf(key: string): DraftPlace {
    return key.slice(this.#prefix.length) as DraftPlace;
  }

  #stored(place: DraftPlace): DraftRecord | null {
    return readRecord(this.#around.storage.read(this.#prefix + place), this.#around.now());
  }

  #choose(place: DraftPlace, text: string, other: string | null): void {
    this.#change(place, chosen(this.get(place), text, { other, stored: this.#stored(place) }));
  }

  #change(place: DraftPlace, held: Held): void {
    this.#hold(place, held);
    this.#waiting.get(place)?.();
    const delayMs = held.text.length > long ? keepLongAfterMs : keepAfterMs;
    // What was sent must not come back after a reload.
    if (held.text === '') this.#keep(place);
    else
      this.#waiting.set(
        place,
        this.#around.schedule(() => this.#keep(place), delayMs),
      );
  }

  #keep(place: DraftPlace): void {
    this.#waiting.get(place)?.();
    this.#waiting.delete(place);
    const held = this.#all.get(place);
    if (this.#closed || held === undefined || !held.changed) return;
    const { storage, newRevision, now } = this.#around;
    const next = kept(held, this.#stored(place), { revision: newRevision(), keptAt: now() });
    const written = next.record === null ? null : JSON.stringify(next.record);
    const key = this.#prefix + place;
    const done = this.#fits(key, written) && storage.write(key, written);
    if (!done && this.#room === 'enough') this.#room = 'full';
    this.#hold(place, done ? next.held : { ...held, other: next.held.other });
  }

  #fits(key: string, written: string | null): boolean {
    if (written === null) return true;
    const { storage } = this.#around;
    const others = storage.keys(draftPrefix).filter((other) => other !== key);
    const taken = others.reduce((sum, other) => sum + (storage.read(other)?.length ?? 0), 0);
    return taken + written.length <= mostCharacters;
  }

  #hold(place: DraftPlace, held: Held): void {
    this.#all.set(place, held);
    this.#around.onPresence(place, held.text.trim() !== '');
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
