import { useInfiniteQuery } from '@tanstack/react-query';
import type { AuditEntryView } from '@wardroom/contract';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import type { Pages } from '../pages.tsx';
import { mergeEntries, mergePages } from './merge.ts';
import type { Chosen } from './use-reading.ts';
import type { Filters } from './words.ts';

const pageSize = 100;
/** A search stops at its bound and says so; it is asked on for a page that is not empty. */
const mostTurns = 5;
const places = ['actor', 'subject', 'resource'] as const;

interface Found {
  readonly rows: readonly AuditEntryView[];
  readonly next: string | null;
}

export const entriesKey = (chosen: Chosen) => ['audit', ...chosen.key];

/** Each read is itself an entry, so nothing is read again by itself. */
export function useEntries(chosen: Chosen): Pages<AuditEntryView> {
  const { call } = useWorkspace();
  const { about, filters } = chosen;
  const page = async (searched: Filters, before: string | null): Promise<Found> => {
    const rows: AuditEntryView[] = [];
    let next = before;
    for (let turn = 0; turn < mostTurns; turn += 1) {
      const found = await call('audit.list', {
        ...searched,
        limit: pageSize,
        ...(next === null ? {} : { before: next as AuditEntryView['id'] }),
      });
      rows.push(...found.entries);
      next = found.next;
      if (next === null || found.isComplete || rows.length > 0) break;
    }
    return { rows, next };
  };
  const query = useInfiniteQuery({
    queryKey: entriesKey(chosen),
    queryFn: async ({ pageParam }) => {
      const asked = searchesOf(filters, about).map((searched) => page(searched, pageParam));
      const answers = await Promise.all(asked);
      const [only] = answers;
      return answers.length === 1 && only !== undefined
        ? only
        : mergePages(answers.map(({ rows, next }) => ({ entries: rows, next: next as never })));
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled: chosen.problem === null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const pages = query.data?.pages;
  return {
    rows: pages === undefined ? null : mergeEntries(...pages.map(({ rows }) => rows)),
    failure: query.error,
    hasMore: query.hasNextPage,
    busy: query.isFetching,
    loadMore: () => void query.fetchNextPage(),
    reload: () => void query.refetch(),
  };
}

/** Somebody can stand in any of three places; everything else is only ever what an entry is about. */
function searchesOf(filters: Filters, about: string | null): readonly Filters[] {
  if (about === null) return [filters];
  if (!about.startsWith('prn_')) return [{ ...filters, resource: about as never }];
  const free = places.filter((place) => filters[place] === undefined || filters[place] === about);
  return free.map((place) => ({ ...filters, [place]: about }));
}
