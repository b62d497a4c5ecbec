import type { AccessRequest } from '@wardroom/contract';
import { useEffect, useState } from 'react';
import type { Call } from '../workspace/port.ts';
import { type Failure, failureOf } from '../workspace/problem.ts';

export interface Asked {
  readonly request: AccessRequest;
  /** Whose right it is that is given. */
  readonly me: { readonly displayName: string; readonly handle: string };
}

interface Loading {
  readonly asked: Asked | null;
  readonly failure: Failure | null;
  readonly again: () => void;
}

/** What is asked for, and who is asked. @param show asks the server once, again when it is another function */
export function useRequest(call: Call, show: () => Promise<{ readonly request: AccessRequest }>): Loading {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time somebody tries again.
  useEffect(() => {
    let left = false;
    setFailure(null);
    Promise.all([show(), call('sessions.show', {})]).then(
      ([{ request }, { principal }]) => {
        if (!left) setAsked({ request, me: principal });
      },
      (thrown: unknown) => {
        if (!left) setFailure(failureOf(thrown));
      },
    );
    return () => {
      left = true;
    };
  }, [call, show, attempt]);
  return { asked, failure, again: () => setAttempt((now) => now + 1) };
}

/** The request is not there any more, or was never this browser's: which of them, nobody is told. */
export const isOver = ({ code }: Failure): boolean => code === 'not_found' || code === 'conflict';
