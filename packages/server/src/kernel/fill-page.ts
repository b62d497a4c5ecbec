/**
 * A page of a list from which the decision leaves rows out: read on until it is full, so that neither an empty page nor a
 * position tells of what is left out.
 */

/** A page of rows that are shown; after `last` goes the next one. Undefined: nothing more is shown. */
export interface Filled<Row> {
  readonly rows: readonly Row[];
  readonly last: Row | undefined;
}

/** How many rows are read for one page at most: beyond it a page is short, or even empty, while more follow. */
const mostRead = 2_000;

/** `read` gives rows after one of them, null: from the start. `shown` gives those of some rows that are shown. */
export async function fillPage<Row>(
  limit: number,
  read: (after: Row | null, limit: number) => Promise<readonly Row[]>,
  shown: (rows: readonly Row[]) => readonly Row[] | Promise<readonly Row[]>,
): Promise<Filled<Row>> {
  const rows: Row[] = [];
  let last: Row | null = null;
  for (let count = 0; count < mostRead; ) {
    const some: readonly Row[] = await read(last, limit + 1);
    const isShown = new Set(await shown(some));
    for (const row of some) {
      last = row;
      if (!isShown.has(row)) continue;
      if (rows.length === limit) return { rows, last: rows.at(-1) };
      rows.push(row);
    }
    count += some.length;
    if (some.length <= limit) return { rows, last: undefined };
  }
  return { rows, last: last ?? undefined };
}
