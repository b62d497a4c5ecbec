import { useCallback, useEffect, useState } from 'react';
import { type Failure, failureOf } from '../workspace/problem.ts';

interface PageOf<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
}

interface Rows<Row> {
  /** null until the first page is there. */
  readonly rows: readonly Row[] | null;
  readonly failure: Failure | null;
  /** null: there are no more. */
  readonly loadMore: (() => void) | null;
  readonly drop: (id: string) => void;
}

/** A list of one's own that comes in pages. @param fetchPage stays the same function */
export function useRows<Row extends { readonly id: string }>(
  fetchPage: (after: string | null) => Promise<PageOf<Row>>,
): Rows<Row> {
  const [rows, setRows] = useState<readonly Row[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const load = useCallback(
    (after: string | null) => {
      fetchPage(after).then(
        (page) => {
          setRows((now) => (after === null ? page.rows : [...(now ?? []), ...page.rows]));
          setNext(page.next);
        },
        (thrown: unknown) => setFailure(failureOf(thrown)),
      );
    },
    [fetchPage],
  );
  useEffect(() => load(null), [load]);
  return {
    rows,
    failure,
    loadMore: next === null ? null : () => load(next),
    drop: (id) => setRows((now) => now?.filter((row) => row.id !== id) ?? null),
  };
}
