/**
 * New entries as they are sealed. The place to go on from is taken before the list is read, and the tail goes by places:
 * nothing is missed, and what comes twice is one entry (merge.ts).
 */
import type { AuditEntryView } from '@wardroom/contract';
import { useEffect, useEffectEvent, useState } from 'react';
import { type Failure, failureOf, passes } from '../../workspace/problem.ts';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { concerns, countNew, mergeEntries } from './merge.ts';
import type { Chosen } from './use-reading.ts';

const everyMs = 1_500;
const longestMs = 30_000;
/** Beyond this the list is read anew instead. */
const mostKept = 1_000;

interface LiveProps {
  readonly chosen: Chosen;
  readonly isOn: boolean;
  /** Somebody reads further down, or one entry. */
  readonly isPaused: boolean;
  /** What the list has read. It may have been first with an entry that the tail brings later. */
  readonly listed: readonly AuditEntryView[] | null;
  /** The tail stands behind everything that the list says when it is read now. */
  readonly onBegin: () => void;
  readonly onNew: () => void;
}

export interface Live {
  /** Above those of the list. */
  readonly shown: readonly AuditEntryView[];
  /** How many came while it was paused, and are in no list yet. */
  readonly waiting: number;
  readonly showWaiting: () => void;
  /** Why nothing comes; it is asked again by itself when that can help. */
  readonly failure: Failure | null;
}

interface Kept {
  readonly key: string;
  readonly shown: readonly AuditEntryView[];
  readonly held: readonly AuditEntryView[];
}

export function useLive({ chosen, isOn, isPaused, listed, onBegin, onNew }: LiveProps): Live {
  const { call } = useWorkspace();
  const key = `${isOn} ${chosen.key.join(' ')}`;
  const [kept, setKept] = useState<Kept>({ key, shown: [], held: [] });
  const [failure, setFailure] = useState<Failure | null>(null);
  if (kept.key !== key) setKept({ key, shown: [], held: [] });
  else if (!isPaused && kept.held.length > 0) setKept(withHeld(kept));
  const take = useEffectEvent((entries: readonly AuditEntryView[]) => {
    setFailure(null);
    const fitting = entries.filter((entry) => concerns(entry, chosen.about));
    if (fitting.length === 0) return;
    if (kept.shown.length + kept.held.length + fitting.length > mostKept) chosen.again();
    else setKept((now) => (now.key === key ? { ...now, held: mergeEntries(fitting, now.held) } : now));
    onNew();
  });
  const begin = useEffectEvent(onBegin);
  const ask = useEffectEvent((after: number | null) =>
    call('audit.tail', { ...filtersOf(chosen), ...(after === null ? {} : { after }) }),
  );
  const isOpen = isOn && chosen.problem === null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other filters are another tail.
  useEffect(() => {
    if (!isOpen) return;
    const stop = followTail({ ask, begin, take, onFailure: setFailure });
    return () => {
      stop();
      setFailure(null);
    };
  }, [isOpen, key]);
  return {
    shown: kept.shown,
    waiting: countNew(kept.held, kept.shown, listed ?? []),
    showWaiting: () => setKept(withHeld),
    failure,
  };
}

interface Tail {
  readonly entries: readonly AuditEntryView[];
  readonly next: number;
  readonly isCaughtUp: boolean;
}

interface Following {
  /** null: where the log ends now. */
  readonly ask: (after: number | null) => Promise<Tail>;
  readonly begin: () => void;
  readonly take: (entries: readonly AuditEntryView[]) => void;
  readonly onFailure: (failure: Failure) => void;
}

/** Goes on from the place of the last answer, however long there was none. */
function followTail({ ask, begin, take, onFailure }: Following): () => void {
  let left = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let after: number | null = null;
  let failures = 0;
  const turn = async () => {
    let waitMs = everyMs;
    try {
      const { entries, next, isCaughtUp } = await ask(after);
      if (left) return;
      if (after === null) begin();
      after = next;
      failures = 0;
      take(entries);
      if (!isCaughtUp) waitMs = 0;
    } catch (thrown) {
      const refusal = failureOf(thrown);
      if (left) return;
      onFailure(refusal);
      if (!passes(refusal)) return;
      failures += 1;
      waitMs = Math.min(longestMs, everyMs * 2 ** failures);
    }
    timer = setTimeout(turn, waitMs);
  };
  void turn();
  return () => {
    left = true;
    clearTimeout(timer);
  };
}

const withHeld = ({ key, shown, held }: Kept): Kept => ({ key, shown: mergeEntries(held, shown), held: [] });

/** What is to come has no beginning that matters, and an end only where one was chosen. */
function filtersOf({ filters }: Chosen) {
  const { from: _, ...rest } = filters;
  return rest;
}
