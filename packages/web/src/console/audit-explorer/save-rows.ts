import type { AuditEntryView } from '@wardroom/contract';

const columns = [
  ...(['id', 'index', 'at', 'type', 'outcome', 'actorType', 'actorId', 'subjectId', 'action'] as const),
  ...(['resourceKind', 'resourceId', 'address', 'credentialId', 'requestId'] as const),
] as const;

/** Rows that are loaded, for a spreadsheet: without any proof. */
export const cellsOf = (entries: readonly AuditEntryView[]): readonly (readonly string[])[] => [
  columns,
  ...entries.map((entry) =>
    columns.map((name) => (name === 'at' ? new Date(entry.at).toISOString() : String(entry[name] ?? ''))),
  ),
];
