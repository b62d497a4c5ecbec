import { CloudOff, LogOut, RefreshCw } from 'lucide-react';
import type { Connection } from '../workspace/state.ts';
import { useSelect } from '../workspace/use-workspace.ts';

const texts: Partial<Record<Connection, string>> = {
  reconnecting: 'Reconnecting… What you write is kept and sent.',
  offline: 'No connection. What you write stays here until it is back.',
  ended: 'You were signed out, here or on another device.',
};

export function ConnectionBanner() {
  const connection = useSelect((state) => state.connection);
  const text = texts[connection];
  const Icon = connection === 'ended' ? LogOut : connection === 'offline' ? CloudOff : RefreshCw;
  return (
    <div role="status" className="banner-place">
      {text === undefined ? null : (
        <div className={`banner banner-${connection}`}>
          <Icon size={15} aria-hidden="true" /> {text}
          {connection === 'ended' ? (
            <button type="button" className="button" onClick={() => location.assign('/sign-in')}>
              Sign in
            </button>
          ) : null}
        </div>
      )}
    </div>
  );
}
