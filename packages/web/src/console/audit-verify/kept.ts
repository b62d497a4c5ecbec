/** What this device believes of the log of this address: the keys it has met or was given, and the newest checkpoint that held. */
import type { Environment } from '../../environment.ts';

export interface Kept {
  /** Verifier keys of the log and of the directory over it, of each the newest that is believed. */
  readonly keys: readonly string[];
  readonly since: number;
  /** `met`: at the first verification; `entered`: by somebody who knew it from elsewhere. */
  readonly source: 'met' | 'entered';
  /** Verifier keys of witnesses that must have seen what is verified. */
  readonly witnesses: readonly string[];
  /** The newest checkpoint that held, a signed note; null: none yet. */
  readonly note: string | null;
  readonly size: number;
}

const place = 'wardroom.audit.kept';

export function readKept({ deviceStorage }: Pick<Environment, 'deviceStorage'>): Kept | null {
  try {
    return keptOf(JSON.parse(deviceStorage.read(place) ?? 'null'));
  } catch {
    return null;
  }
}

/** @returns false when this browser keeps nothing */
export const writeKept = ({ deviceStorage }: Pick<Environment, 'deviceStorage'>, kept: Kept): boolean =>
  deviceStorage.write(place, JSON.stringify(kept));

function keptOf(value: unknown): Kept | null {
  if (typeof value !== 'object' || value === null) return null;
  const { keys, since, source = 'met', witnesses = [], note, size } = value as Record<string, unknown>;
  if (!areTexts(keys) || !areTexts(witnesses) || typeof since !== 'number') return null;
  if ((typeof note !== 'string' && note !== null) || typeof size !== 'number') return null;
  if (source !== 'met' && source !== 'entered') return null;
  return { keys, since, source, witnesses, note, size };
}

const areTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((text) => typeof text === 'string');

/** `<host>/audit/<workspace>`: whose key it is. */
export const nameOf = (key: string): string => key.slice(0, key.indexOf('+'));

/** A directory has no workspace behind its name. */
export const isOfDirectory = (key: string): boolean => nameOf(key).endsWith('/audit');
