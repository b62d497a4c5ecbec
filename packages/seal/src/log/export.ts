/** The files of an export and their order. Form: docs/audit-log-format.md, “Export”. */
import { canonicalText, type Json } from '../canonical.ts';
import { SealError } from '../error.ts';
import { type Tile, tilePath, tilesOf, tilesOfLevel, tileWidth } from '../tree/tile.ts';

export interface ExportManifest {
  readonly v: 1;
  readonly format: 'wardroom-audit-export';
  readonly origin: string;
  /** Entries `from ≤ index < to` are inside; a multiple of 256. */
  readonly from: number;
  /** Equal to `size`. */
  readonly to: number;
  /** Of the checkpoint. */
  readonly size: number;
  /** RFC 3339 in UTC with milliseconds. */
  readonly createdAt: string;
}

/** Verifier keys as text. They name who signed; whom to trust the reader must know from elsewhere. */
export interface ExportKeys {
  readonly log: readonly string[];
  readonly witnesses: readonly string[];
}

export interface ExportDirectory {
  /** Signed note of the directory. */
  readonly checkpoint: string;
  /** Place of the leaf in the directory. */
  readonly index: number;
  /** Hashes, base64, from the leaf up. */
  readonly inclusion: readonly string[];
  /** base64url */
  readonly salt: string;
  /** Signed note of this tenant that the leaf covers; it may be older than the export. */
  readonly tenantCheckpoint: string;
}

/** One line of `openings.jsonl`. */
export interface ExportOpening {
  readonly index: number;
  readonly field: string;
  readonly salt: string;
  readonly value: Json;
}

/** Throws `out_of_range` unless 0 ≤ from ≤ to = size, `from` a multiple of 256. */
export function requireManifest({ from, to, size }: ExportManifest): void {
  const inOrder = Number.isSafeInteger(size) && from >= 0 && from <= to && to === size;
  if (!inOrder || from % tileWidth !== 0)
    throw new SealError('out_of_range', `entries ${from} to ${to} of ${size}`);
}

/** Two notes of 1 MB, or the largest value that a commitment takes, with what stands around them. */
const maxLineLength = 4_000_000;

/** One line, ended: what each JSON file and each opening of an export is made of. Throws `not_canonical`. */
export const exportLine = (value: ExportManifest | ExportKeys | ExportDirectory | ExportOpening): string =>
  `${canonicalText(value, maxLineLength)}\n`;

/** Whether the optional files are there. */
export interface ExportParts {
  readonly rotations: number;
  readonly boundary: boolean;
  readonly directory: boolean;
}

/** Every file in its order. A tile comes with what it is. */
export function* exportFiles(
  manifest: ExportManifest,
  parts: ExportParts,
): Generator<{ readonly path: string; readonly tile: Tile | null }> {
  requireManifest(manifest);
  const { from, size } = manifest;
  for (const path of ['manifest.json', 'checkpoint', 'keys.json']) yield { path, tile: null };
  for (let at = 0; at < parts.rotations; at += 1) yield { path: `rotations/${at}`, tile: null };
  if (parts.boundary) yield { path: 'boundary', tile: null };
  if (parts.directory) yield { path: 'directory.json', tile: null };
  for (const tile of tilesOf(size)) yield { path: tilePath(tile), tile };
  for (const tile of tilesOfLevel('entries', size, from)) yield { path: tilePath(tile), tile };
  yield { path: 'openings.jsonl', tile: null };
}
