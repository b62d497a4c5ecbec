/** The screen of policies at work: what is saved, what is being written, and what is asked about it. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import type { PolicySet } from '@wardroom/contract';
import { createContext, useContext, useEffect, useState } from 'react';
import { type Failure, failureOf } from '../../workspace/problem.ts';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { type Draft, isComplete, type State, type Verdicts, type Version } from './draft.ts';

/** What the whole screen reads. */
export interface Desk {
  readonly state: State;
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

/** Null: no such version is asked for. */
export function useSet(version: number | null) {
  const { call } = useWorkspace();
  return useQuery({
    queryKey: [key, 'set', version],
    queryFn: async () => (await call('policies.get', { version: version ?? 1 })).set,
    enabled: version !== null,
    // A version is never changed.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useSaved() {
  const { call } = useWorkspace();
  const state = useQuery({
    queryKey: [key, 'state'],
    queryFn: () => call('policies.show', {}),
    // Counts grow while somebody looks.
    refetchInterval: ({ state: { data } }) => (data?.state.evaluated == null ? false : countsMs),
  });
  const versions = useQuery({
    queryKey: [key, 'versions'],
    queryFn: () => call('policies.versions', { limit: 100 }),
  });
  const newest = versions.data?.versions[0]?.version ?? null;
  const active = state.data?.state.active ?? null;
  const [saved, deciding] = [useSet(newest), useSet(active)];
  const error = [state, versions, saved, deciding].find((query) => query.error !== null)?.error ?? null;
  return {
    state: state.data?.state ?? null,
    versions: versions.data?.versions ?? null,
    saved: newest === null ? null : (saved.data ?? null),
    deciding: active === null ? null : (deciding.data ?? null),
    waiting:
      state.isPending ||
      versions.isPending ||
      (newest !== null && saved.isPending) ||
      (active !== null && deciding.isPending),
    failure: error === null ? null : failureOf(error),
  };
}

/** Reads anew what decides and what was saved. */
export function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all(
      ['state', 'versions'].map((part) => queries.invalidateQueries({ queryKey: [key, part] })),
    );
  };
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
