/** Rare: what it shows arrives when there is something to show. */
import { lazy, Suspense } from 'react';
import { useSynced } from '../workspace/use-workspace.ts';

const Notices = lazy(() => import('./break-glass-notices.tsx'));

export function BreakGlass() {
  const { breakGlass } = useSynced();
  if (breakGlass.length === 0) return null;
  return (
    <Suspense>
      <Notices />
    </Suspense>
  );
}
