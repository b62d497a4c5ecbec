import { useEffect, useState } from 'react';
import { useWorkspace } from '../workspace/use-workspace.ts';

/** The time now, in milliseconds since 1970; drawn again every half a minute, for what counts down. */
export function useNow(): number {
  const { environment } = useWorkspace();
  const [now, setNow] = useState(environment.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(environment.now()), 30_000);
    return () => clearInterval(timer);
  }, [environment]);
  return now;
}
