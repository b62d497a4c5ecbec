/** The documents of an export (docs/audit-log-format.md, “Export”). */
import { exportLine, timeText } from '@wardroom/seal';
import { openOpening } from '../../../kernel/audit/sequencer/index.ts';
import type { LogKeys } from '../../../kernel/audit/trust/log-keys.ts';
import { KeyringError, type ScopeKeys } from '../../../kernel/keyring/index.ts';
import type { ExportedOpening } from '../store.ts';
import type { ExportPlan } from './cursor.ts';
import type { Step } from './steps.ts';

/** Everything before the tiles, in order. */
export function headFiles(
  { from, size, createdAt }: ExportPlan,
  { checkpoint, boundary }: Step & { kind: 'head' },
  { log, witnesses, rotations, directory }: LogKeys,
): [path: string, text: string][] {
  const manifest = exportLine({
    ...{ v: 1, format: 'wardroom-audit-export', origin: checkpoint.origin },
    ...{ from, to: size, size, createdAt: timeText(createdAt) },
  });
  return [
    ['manifest.json', manifest],
    ['checkpoint', checkpoint.note],
    ['keys.json', exportLine({ log, witnesses })],
    ...rotations.map((note, n): [string, string] => [`rotations/${n}`, note]),
    ...(boundary === null ? [] : [['boundary', boundary] as [string, string]]),
    ...(directory === null ? [] : [['directory.json', exportLine(directory)] as [string, string]]),
  ];
}

export const openingLines = (keys: ScopeKeys, openings: readonly ExportedOpening[]): string =>
  openings.map((opening) => openingLine(keys, opening)).join('');

/** What cannot be opened opens nothing: it is as if it had been erased, and its entry remains what it is. */
function openingLine(keys: ScopeKeys, row: ExportedOpening): string {
  try {
    const { salt, value } = openOpening(keys, row);
    return exportLine({ index: row.index, field: row.field, salt, value });
  } catch (error) {
    if (error instanceof KeyringError && error.code === 'key_unavailable') throw error;
    return '';
  }
}
