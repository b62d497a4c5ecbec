/** The answer of any operation as text: its one list as a table, everything else as fields. */
import { type Cell, fields, table } from './table.ts';

type Row = Readonly<Record<string, unknown>>;

export function anyValue(value: unknown): string {
  if (!isRow(value)) return String(value);
  const lists = Object.entries(value).filter(([, inner]) => Array.isArray(inner) && inner.every(isRow));
  const [list] = lists;
  if (lists.length !== 1 || list === undefined) return fields(flat(value)) || 'Done.';
  const rows = (list[1] as Row[]).map((row) => flat(row));
  const rest = flat(Object.fromEntries(Object.entries(value).filter(([name]) => name !== list[0])));
  const shown = rows.length === 0 ? `No ${list[0]}.` : table(rows, columnsOf(rows));
  return Object.keys(rest).length === 0 ? shown : `${shown}\n\n${fields(rest)}`;
}

function columnsOf(rows: readonly Record<string, Cell>[]) {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return Object.fromEntries(names.map((name) => [name, (row: Record<string, Cell>) => row[name]]));
}

function flat(value: Row, prefix = ''): Record<string, Cell> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]): [string, Cell][] => {
      const key = prefix + name;
      if (isRow(inner)) return Object.entries(flat(inner, `${key}.`));
      if (Array.isArray(inner)) return [[key, inner.every(isRow) ? `${inner.length} …` : inner.join(' ')]];
      if (typeof inner === 'number' && name.endsWith('At')) return [[key, new Date(inner).toISOString()]];
      return [[key, inner as Cell]];
    }),
  );
}

const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
