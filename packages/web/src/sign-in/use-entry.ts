import { useCallback, useEffect, useState } from 'react';
import { type Submission, useSubmission } from '../ui/form.tsx';
import { secondsToWait } from './seconds-to-wait.ts';

export interface Entry extends Submission {
  /** Seconds until another attempt is taken; 0: now; null: nothing was limited. */
  readonly waitSeconds: number | null;
  /** It worked, and the next page is on its way. */
  readonly leaving: boolean;
}

/** A submission of somebody who is not known yet: these are limited, and the wait is told as it is. */
export function useEntry(send: () => Promise<void>): Entry {
  const [waitSeconds, setWaitSeconds] = useState<number | null>(null);
  const [leaving, setLeaving] = useState(false);
  const attempt = useCallback(async () => {
    setWaitSeconds(null);
    try {
      await send();
      setLeaving(true);
    } catch (thrown) {
      setWaitSeconds(secondsToWait(thrown));
      throw thrown;
    }
  }, [send]);
  const submission = useSubmission(attempt);
  useEffect(() => {
    if (waitSeconds === null || waitSeconds === 0) return;
    const timer = setTimeout(() => setWaitSeconds(waitSeconds - 1), 1000);
    return () => clearTimeout(timer);
  }, [waitSeconds]);
  return { ...submission, waitSeconds, leaving };
}
