import { useEffect, useReducer } from 'react';
import { useWorkspace } from './use-workspace.ts';

/** The time now, in milliseconds since 1970; drawn again every half a minute, for what counts down or is of a day. */
export function useNow(): number {
  const { environment } = useWorkspace();
  const [, drawAgain] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(drawAgain, 30_000);
    return () => clearInterval(timer);
  }, []);
  return environment.now();
}
