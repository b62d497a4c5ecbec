/** Lists that come in pages, and what is shown while they come. */
import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Notice } from '../ui/parts.tsx';
import { failureOf } from '../workspace/problem.ts';

interface PageOf<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
}

export interface Pages<Row> {
  /** null until the first page is there. */
  readonly rows: readonly Row[] | null;
  readonly failure: unknown;
  readonly hasMore: boolean;
  readonly busy: boolean;
  readonly loadMore: () => void;
  readonly reload: () => void;
}

const none: PageOf<never>[] = [];

export function usePages<Row>(
  queryKey: QueryKey,
  fetchPage: (after: string | undefined) => Promise<PageOf<Row>>,
): Pages<Row> {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const pages = query.data?.pages;
  return {
    rows: pages === undefined ? null : (pages ?? none).flatMap(({ rows }) => rows),
    failure: query.error,
    hasMore: query.hasNextPage,
    busy: query.isFetching,
    loadMore: () => void query.fetchNextPage(),
    reload: () => void query.refetch(),
  };
}

interface PagesViewProps<Row> {
  readonly pages: Pages<Row>;
  /** How many rows the filters leave. */
  readonly shown: number;
  readonly empty: ReactNode;
  /** How many there are, where they are no entries. */
  readonly counted?: string;
  readonly children: ReactNode;
}

export function PagesView<Row>({ pages, shown, empty, counted, children }: PagesViewProps<Row>) {
  const { t } = useTexts();
  const { rows, failure, hasMore, busy, loadMore, reload } = pages;
  if (failure !== null)
    return (
      <>
        <Notice failure={failureOf(failure)} />
        <div className="table-foot">
          <button type="button" className="button" onClick={reload}>
            {t('console.tryAgain')}
          </button>
        </div>
      </>
    );
  if (rows === null) return <Skeleton />;
  return (
    <>
      {shown === 0 ? empty : children}
      <div className="table-foot">
        <span className="quiet" role="status">
          {rows.length === 0
            ? ''
            : shown === rows.length
              ? (counted ?? t('console.rows', { count: shown }))
              : t('console.rowsOf', { shown, count: rows.length })}
          {hasMore ? ` ${t('console.moreExist')}` : ''}
        </span>
        {hasMore ? (
          <button type="button" className="button small" disabled={busy} onClick={loadMore}>
            {busy ? t('console.loading') : t('console.loadMore')}
          </button>
        ) : null}
      </div>
    </>
  );
}

/** Appears only when the answer takes longer than 200 ms: see the style sheet. */
export function Skeleton() {
  const { t } = useTexts();
  return (
    <div className="skeleton" role="status" aria-label={t('console.loading')}>
      {['a', 'b', 'c', 'd', 'e', 'f'].map((line) => (
        <span key={line} />
      ))}
    </div>
  );
}
