/** The screen of policies at work: what is saved, what is being written, and what is asked about it. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import type { PolicySet } from '@wardroom/contract';
import { createContext, useContext, useEffect, useState } from 'react';
import type { Call } from '../../workspace/port.ts';
import { type Failure, failureOf } from '../../workspace/problem.ts';
import { useSelect, useWorkspace } from '../../workspace/use-workspace.ts';
import {
  type Draft,
  emptySet,
  isComplete,
  type Shown,
  type State,
  type Verdicts,
  type Version,
} from './draft.ts';

/** What the whole screen reads. */
export interface Desk {
  readonly state: State;
  /** Of what decides now; null: nothing ever did. */
  readonly activation: Shown['activation'];
  /** Newest first. */
  readonly versions: readonly Version[];
  /** The newest one, as it was saved. */
  readonly saved: PolicySet;
  /** What decides; null: nothing does. */
  readonly deciding: PolicySet | null;
  readonly draft: Draft;
  /** Something is not saved. */
  readonly changed: boolean;
  readonly mayManage: boolean;
  readonly edit: (set: PolicySet) => void;
  /** Null: as it was saved. */
  readonly setDraft: (draft: Draft | null) => void;
  readonly tell: (done: Done | null) => void;
}

/** What was just done. */
export interface Done {
  readonly text: string;
  readonly auditType: 'policy.saved' | 'policy.activated' | 'policy.configured';
  /** A version that was saved and does not decide yet. */
  readonly version: number | null;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error('no desk around this component');
  return desk;
}

const key = 'policies';
const countsMs = 10_000;

const setQuery = (call: Call, version: number) => ({
  queryKey: [key, 'set', version],
  queryFn: async () => (await call('policies.get', { version })).set,
  // A version is never changed.
  staleTime: Number.POSITIVE_INFINITY,
});

/** Null: no such version is asked for. */
export function useSet(version: number | null) {
  const { call } = useWorkspace();
  return useQuery({ ...setQuery(call, version ?? 1), enabled: version !== null });
}

export type Saved = Pick<Desk, 'state' | 'activation' | 'versions' | 'saved' | 'deciding'>;

/** All of it is of one moment: what is on the screen stays until the next is whole. Read anew when anybody changes it. */
export function useSaved(): { readonly now: Saved | null; readonly failure: Failure | null } {
  const { call } = useWorkspace();
  const queries = useQueryClient();
  const epoch = useSelect(({ policiesEpoch }) => policiesEpoch);
  const setOf = async (version: number | null) =>
    version === null ? null : queries.fetchQuery(setQuery(call, version));
  const { data, error } = useQuery({
    queryKey: [key, 'desk', epoch],
    placeholderData: keepPreviousData,
    queryFn: async (): Promise<Saved> => {
      const [{ state, activation }, { versions }] = await Promise.all([
        call('policies.show', {}),
        call('policies.versions', { limit: 100 }),
      ]);
      const [saved, deciding] = await Promise.all([setOf(versions[0]?.version ?? null), setOf(state.active)]);
      return { state, activation, versions, saved: saved ?? emptySet, deciding };
    },
    // Counts grow while somebody looks.
    refetchInterval: ({ state: { data: known } }) =>
      known === undefined || known.state.evaluated === null ? false : countsMs,
  });
  return { now: data ?? null, failure: error === null ? null : failureOf(error) };
}

/** Reads anew what decides and what was saved. */
export function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: [key, 'desk'] });
}

/** The value as it was once nothing has changed for a moment. */
export function useSettled<T>(value: T, quietMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), quietMs);
    return () => clearTimeout(timer);
  }, [value, quietMs]);
  return settled;
}

export interface Tried {
  readonly verdicts: Verdicts | null;
  readonly failure: Failure | null;
  /** What is shown is of what was written before. */
  readonly waiting: boolean;
}

const quietMs = 400;

/** What the server says of what is written. A draft that lacks something is not asked about. */
export function useVerdicts(set: PolicySet): Tried {
  const { call } = useWorkspace();
  const settled = useSettled(set, quietMs);
  const complete = isComplete(settled);
  const { data, error, isFetching } = useQuery({
    queryKey: [key, 'test', settled],
    queryFn: () => call('policies.test', { draft: settled }),
    enabled: complete && settled.policies.length + settled.tests.length > 0,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  return {
    verdicts: complete ? (data ?? null) : null,
    failure: error === null ? null : failureOf(error),
    waiting: isFetching || settled !== set,
  };
}
