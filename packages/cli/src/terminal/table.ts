/** Rows → aligned columns. */

/** Text of strangers must not steer the terminal. */
const controls = /[^\P{C}\n]/gu;

export type Cell = string | number | boolean | null | undefined;

/** @param columns heading → cell of a row */
export function table<Row>(
  rows: readonly Row[],
  columns: Readonly<Record<string, (row: Row) => Cell>>,
): string {
  const headings = Object.keys(columns);
  const lines = rows.map((row) => Object.values(columns).map((cell) => plain(cell(row))));
  const widths = headings.map((heading, column) =>
    Math.max(widthOf(heading), ...lines.map((line) => widthOf(line[column] ?? ''))),
  );
  return [headings.map((heading) => heading.toUpperCase()), ...lines]
    .map((line) =>
      line
        .map((cell, column) => pad(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `key  value` lines. */
export function fields(entries: Readonly<Record<string, Cell>>): string {
  const width = Math.max(0, ...Object.keys(entries).map(widthOf));
  return Object.entries(entries)
    .map(([key, value]) => `${pad(key, width)}  ${plain(value)}`.trimEnd())
    .join('\n');
}

/** One line without control, format and private characters. */
export function plain(cell: Cell): string {
  if (cell === null || cell === undefined) return '–';
  return String(cell).replaceAll('\n', ' ').replace(controls, '');
}

/** Columns a text takes: marks take none, East Asian wide characters and emoji two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));
