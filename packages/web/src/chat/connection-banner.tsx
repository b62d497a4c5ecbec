import { CloudOff, LogOut, RefreshCw } from 'lucide-react';
import type { Connection } from '../workspace/state.ts';
import { useSelect } from '../workspace/use-workspace.ts';

const texts: Partial<Record<Connection, string>> = {
  reconnecting: 'Reconnecting… What you write is kept and sent.',
  offline: 'No connection. What you write stays here until it is back.',
  'signed-out': 'You were signed out, here or on another device.',
  suspended: 'This workspace is suspended. Its owner can ask the operator of the deployment.',
  closed: 'The server ended the connection. Load the page again.',
};

export function ConnectionBanner() {
  const connection = useSelect((state) => state.connection);
  const text = texts[connection];
  const Icon = connection === 'signed-out' ? LogOut : connection === 'offline' ? CloudOff : RefreshCw;
  return (
    <div role="status" className="banner-place">
      {text === undefined ? null : (
        <div className={`banner banner-${connection}`}>
          <Icon size={15} aria-hidden="true" /> {text}
          {connection === 'signed-out' ? (
            <button type="button" className="button" onClick={() => location.assign('/sign-in')}>
              Sign in
            </button>
          ) : null}
        </div>
      )}
    </div>
  );
}
