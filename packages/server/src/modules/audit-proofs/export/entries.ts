/** A bundle out of its rows. What does not fit what was sealed goes into it as it is, and is named. */
import type { ExportProblem } from '@wardroom/contract';
import { encodeBundle, equal, leafHash, type Tile, tilePath, tileWidth } from '@wardroom/seal';
import { sha256 } from '@wardroom/seal/node';
import { leafBytes, openLoggedPart } from '../../../kernel/audit/sequencer/index.ts';
import { KeyringError, type ScopeKeys } from '../../../kernel/keyring/index.ts';
import type { LogRow } from '../store.ts';

export interface Bundle {
  readonly bytes: Uint8Array;
  readonly problems: readonly ExportProblem[];
}

/** An entry of no bytes stands for what is not there: every verifier names its place. */
const nothing = new Uint8Array();

/** The epochs of the rows are open, or are of no key that there ever was. Throws `key_unavailable`. */
export function bundleOf(keys: ScopeKeys, tile: Tile, rows: readonly LogRow[]): Bundle {
  const byIndex = new Map(rows.map((row) => [row.index, row]));
  const problems: ExportProblem[] = [];
  const file = tilePath(tile);
  const entries = Array.from({ length: tile.width }, (_, at) => {
    const index = tile.index * tileWidth + at;
    const row = byIndex.get(index);
    const bytes = row === undefined ? undefined : bytesOf(keys, row);
    if (row === undefined) problems.push({ problem: 'entry_missing', index, file });
    else if (bytes === undefined) problems.push({ problem: 'entry_unreadable', index, file });
    else if (!equal(leafHash(sha256, bytes), row.leaf_hash))
      problems.push({ problem: 'entry_changed', index, file });
    return bytes ?? nothing;
  });
  return { bytes: encodeBundle(entries), problems };
}

/** Undefined when the row cannot be one that was sealed. */
function bytesOf(keys: ScopeKeys, row: LogRow): Uint8Array | undefined {
  try {
    return leafBytes(row, openLoggedPart(keys, row.entry_id, row.sealed));
  } catch (error) {
    if (error instanceof KeyringError && error.code === 'key_unavailable') throw error;
    return undefined;
  }
}
