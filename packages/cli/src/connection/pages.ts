/** Every row of a paged list. */
export interface Page<Row, Position> {
  readonly rows: readonly Row[];
  readonly next: Position | null;
}

export async function allPages<Row, Position>(
  read: (after: { after?: Position }) => Promise<Page<Row, Position>>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after: { after?: Position } = {}; ; ) {
    const page = await read(after);
    rows.push(...page.rows);
    if (page.next === null || page.next === after.after) return rows;
    after = { after: page.next };
  }
}
