/** One draft as a tab holds it and as the device keeps it, and what happens when two tabs write in it. Pure. */

/** What the device keeps. */
export interface DraftRecord {
  readonly text: string;
  readonly revision: string;
  /** Revision that the writing tab had before: whoever still has it, and nothing newer, may take this over. */
  readonly from: string | null;
  /** What another tab holds instead, until somebody chooses. */
  readonly other: string | null;
  /** Milliseconds since 1970, by this device's clock: when it was kept. */
  readonly keptAt: number;
}

/** What a tab holds. */
export interface Held {
  readonly text: string;
  readonly revision: string | null;
  /** Changed here since it was last kept. */
  readonly changed: boolean;
  readonly other: string | null;
}

const nothingHeld: Held = { text: '', revision: null, changed: false, other: null };

export const heldOf = (record: DraftRecord | null): Held =>
  record === null
    ? nothingHeld
    : { text: record.text, revision: record.revision, changed: false, other: record.other };

/** What is to be kept, and what the tab holds then. Text of another tab is never written over without being offered. */
export function kept(
  held: Held,
  stored: DraftRecord | null,
  { revision, keptAt }: Pick<DraftRecord, 'revision' | 'keptAt'>,
): { readonly held: Held; readonly record: DraftRecord | null } {
  const foreign = stored !== null && stored.revision !== held.revision && stored.text !== held.text;
  const other = foreign && stored.text !== '' ? stored.text : held.other;
  if (held.text === '' && foreign) return { held: { ...held, changed: false, other }, record: stored };
  if (held.text === '' && other === null) return { held: nothingHeld, record: null };
  const record = { text: held.text, revision, from: held.revision, other, keptAt };
  return { held: heldOf(record), record };
}

/** Another tab kept `now` where `before` was; null: nothing, because it was sent or deleted there. */
export function heard(held: Held, now: DraftRecord | null, before: DraftRecord | null): Held {
  if (now === null) {
    const same = !held.changed && before !== null && before.revision === held.revision;
    return same ? { ...nothingHeld, other: held.other === before.other ? null : held.other } : held;
  }
  if (now.text === held.text) return heldOf(now);
  if (!held.changed && (now.from === held.revision || held.text === '')) return heldOf(now);
  return { ...held, other: now.text === '' ? now.other : now.text };
}

/** After the choice: the text stays, and what the device has is known and may be replaced. */
export const chosen = (
  { revision }: Held,
  text: string,
  { other, stored }: { readonly other: string | null; readonly stored: DraftRecord | null },
): Held => ({ text, other, revision: stored?.revision ?? revision, changed: true });

const dayMs = 86_400_000;
/** What nobody has touched for so long is not going to be sent. */
const longestKeptMs = 30 * dayMs;

/** Anything that does not have the shape is no draft, and an old one is none any more, whichever way the clock has jumped. */
export function readRecord(stored: string | null, now: number): DraftRecord | null {
  if (stored === null) return null;
  try {
    const { text, revision, from, other, keptAt } = JSON.parse(stored) as Partial<
      Record<keyof DraftRecord, unknown>
    >;
    if (typeof text !== 'string' || typeof revision !== 'string' || typeof keptAt !== 'number') return null;
    if (!(Math.abs(now - keptAt) <= longestKeptMs)) return null;
    return {
      text,
      revision,
      from: typeof from === 'string' ? from : null,
      other: typeof other === 'string' ? other : null,
      keptAt,
    };
  } catch {
    return null;
  }
}
