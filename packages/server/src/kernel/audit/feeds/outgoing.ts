/** Rows of the log in the form that leaves. The bytes of a leaf are made from its row, as every reader makes them. */
import type { SinkDestination, Uuid } from '@wardroom/contract';
import type { LogEntry, Opening } from '@wardroom/seal';
import type { ScopeKeys } from '../../keyring/index.ts';
import { framingBytes, type OutgoingEntry, outletLimits } from '../outlets/index.ts';
import { leafBytes, type OpeningRow, openLoggedPart, openOpening } from '../sequencer/index.ts';
import { fitOcsf, messageOf, severityOf, toOcsf } from './ocsf.ts';
import type { LogRow } from './store.ts';

export interface Outgoing {
  readonly origin: string;
  readonly kind: SinkDestination['kind'];
}

export async function toOutgoing(
  keys: ScopeKeys,
  rows: readonly LogRow[],
  openings: readonly OpeningRow[],
  feed: Outgoing,
): Promise<OutgoingEntry[]> {
  await keys.ensureEpochs(
    'audit',
    [...rows, ...openings].map(({ sealed }) => sealed),
  );
  const opened = new Map<Uuid, Record<string, Opening['value']>>();
  for (const opening of openings) {
    const fields = opened.get(opening.entry_id) ?? {};
    opened.set(opening.entry_id, { ...fields, [opening.field]: openOpening(keys, opening).value });
  }
  return rows.map((row) => outgoing(keys, row, opened.get(row.entry_id) ?? {}, feed));
}

function outgoing(
  keys: ScopeKeys,
  row: LogRow,
  personal: Readonly<Record<string, unknown>>,
  { origin, kind }: Outgoing,
): OutgoingEntry {
  const { sealed, leaf_hash: leafHash, ...logged } = row;
  const leaf = Buffer.from(leafBytes(logged, openLoggedPart(keys, row.entry_id, sealed))).toString('utf8');
  const times = { at: row.at, sequencedAt: row.sequenced_at };
  const event = toOcsf({ ...times, entry: JSON.parse(leaf) as LogEntry, leaf, leafHash, personal, origin });
  return {
    ...{ index: row.index, at: row.at, type: row.type, severity: severityOf(row.type) },
    host: hostOf(origin),
    message: messageOf(row.type),
    json: fitOcsf(event, outletLimits[kind].entryBytes),
  };
}

/** An origin is `<host>/audit/<tenant>`. */
export const hostOf = (origin: string): string => origin.split('/')[0] ?? origin;

/** What goes at once: as many from the first on as the destination takes in one request. */
export function fitting(
  entries: readonly OutgoingEntry[],
  kind: SinkDestination['kind'],
): readonly OutgoingEntry[] {
  const limits = outletLimits[kind];
  let bytes = 0;
  const end = entries.findIndex(({ json }, position) => {
    bytes += Buffer.byteLength(json) + framingBytes;
    return position >= limits.entries || (bytes > limits.bytes && position > 0);
  });
  return end < 0 ? entries : entries.slice(0, end);
}

/** Says that it is a test; its place is none. */
export const testEntry = (origin: string, now: number): OutgoingEntry => ({
  ...{ index: -1, at: now, type: 'test', severity: 1, host: hostOf(origin) },
  message: 'A test of this feed of the audit log.',
  json: JSON.stringify({
    ...{ category_uid: 6, class_uid: 6003, activity_id: 99, type_uid: 600_399, severity_id: 1, time: now },
    message: 'A test of this feed of the audit log.',
    metadata: {
      version: '1.5.0',
      product: { name: 'Wardroom', vendor_name: 'Wardroom' },
      event_code: 'test',
      log_name: origin,
    },
  }),
});
