import { lazy, Suspense, useEffect, useState } from 'react';
import type { Environment } from '../environment.ts';
import { Notice, Sheet } from '../ui/parts.tsx';
import type { Store } from '../ui/store.ts';
import type { Theme } from '../ui/theme.ts';
import { ThemeContext } from '../ui/theme-choice.tsx';
import { sdkPort } from '../workspace/sdk.ts';
import { findHost, type Host } from './host.ts';
import { UnknownWorkspace } from './unknown.tsx';

const Platform = lazy(() => import('../platform/platform.tsx'));
const Tenant = lazy(() => import('./tenant.tsx'));

/** One page for every host: what this one is decides what is shown. */
export function App({ environment, theme }: { environment: Environment; theme: Store<Theme> }) {
  const [port] = useState(() => sdkPort(environment));
  const [host, setHost] = useState<Host | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let current = true;
    const show = (found: Host) => {
      if (current) setHost(found);
    };
    findHost(port.call, attempt).then(show, () => undefined);
    return () => {
      current = false;
    };
  }, [port, attempt]);
  return (
    <ThemeContext value={theme}>
      <Suspense fallback={<Waiting />}>{host === null ? <Waiting /> : screenOf(host)}</Suspense>
    </ThemeContext>
  );

  function screenOf(found: Host) {
    switch (found.kind) {
      case 'platform':
        return <Platform environment={environment} call={port.call} setupNeeded={found.setupNeeded} />;
      case 'tenant':
        return <Tenant environment={environment} port={port} signedIn={found.signedIn} />;
      case 'unknown':
        return <UnknownWorkspace />;
      default:
        return (
          <Sheet title="Wardroom cannot be reached">
            <Notice failure={found.failure} />
            <button type="button" className="button" onClick={() => setAttempt(attempt + 1)}>
              Try again
            </button>
          </Sheet>
        );
    }
  }
}

/** Shown only when the answer takes longer than a blink (see the style sheet). */
const Waiting = () => (
  <div className="waiting" role="status">
    Loading…
  </div>
);
