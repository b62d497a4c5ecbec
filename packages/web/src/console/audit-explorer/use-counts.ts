import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { type Bar, barsOf, type Span, spanOf } from './span.ts';
import type { Chosen } from './use-reading.ts';
import type { Filters } from './words.ts';

/** What is counted follows what comes, and not more often than this. */
const countEveryMs = 10_000;

/** Up to when is counted: later once something new has come. */
export function useCountedUntil({ readAt }: Chosen): { readonly until: number; readonly moveOn: () => void } {
  const { environment } = useWorkspace();
  const [moved, setMoved] = useState(readAt);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  return {
    until: Math.max(moved, readAt),
    moveOn() {
      timer.current ??= setTimeout(() => {
        timer.current = null;
        setMoved(environment.now());
      }, countEveryMs);
    },
  };
}

/** Nobody counts for whoever stands in one of three places. */
const countable = ({ about, problem }: Chosen): boolean =>
  problem === null && about?.startsWith('prn_') !== true;

const asked = ({ filters, about }: Chosen): Filters =>
  about === null ? filters : { ...filters, resource: about as never };

export interface Counts {
  readonly span: Span;
  readonly bars: readonly Bar[];
  readonly isExact: boolean;
  readonly countedFrom: number;
}

/** @param until what is counted ends here unless an end is chosen; moves when something new has come */
export function useHistogram(chosen: Chosen, until: number) {
  const { call } = useWorkspace();
  const span = useMemo(() => spanOf(timesOf(chosen.filters), until), [chosen.filters, until]);
  return useQuery({
    queryKey: ['audit-histogram', ...chosen.key, until],
    queryFn: async (): Promise<Counts> => {
      const answer = await call('audit.histogram', { ...asked(chosen), ...span });
      const { isExact, countedFrom } = answer;
      return { span, bars: barsOf(span, answer.buckets), isExact, countedFrom };
    },
    enabled: countable(chosen),
    placeholderData: keepPreviousData,
  });
}

export function useFacets(chosen: Chosen, until: number) {
  const { call } = useWorkspace();
  const { from, to } = useMemo(() => spanOf(timesOf(chosen.filters), until), [chosen.filters, until]);
  return useQuery({
    queryKey: ['audit-facets', ...chosen.key, until],
    queryFn: () => call('audit.facets', { ...asked(chosen), from, to }),
    enabled: countable(chosen),
    placeholderData: keepPreviousData,
  });
}

const timesOf = ({ from, to }: Filters) => ({
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
});
