import { CloudOff, HardDriveDownload, LogOut, RefreshCw } from 'lucide-react';
import type { TextKey } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';
import type { Connection } from '../workspace/state.ts';
import { useSelect } from '../workspace/use-workspace.ts';
import { BreakGlass } from './break-glass.tsx';

const texts: Partial<Record<Connection, TextKey>> = {
  reconnecting: 'chat.reconnecting',
  offline: 'chat.offline',
  'signed-out': 'chat.signedOut',
  suspended: 'chat.suspended',
  closed: 'chat.closed',
};

export function ConnectionBanner() {
  const { t } = useTexts();
  const connection = useSelect((state) => state.connection);
  const unkept = useSelect((state) => state.outboxUnkept);
  const text = texts[connection];
  const Icon = connection === 'signed-out' ? LogOut : connection === 'offline' ? CloudOff : RefreshCw;
  return (
    <div role="status" className="banner-place">
      {text === undefined ? null : (
        <div className={`banner banner-${connection}`}>
          <Icon size={15} aria-hidden="true" /> {t(text)}
          {connection === 'signed-out' ? (
            <button type="button" className="button" onClick={() => location.assign('/sign-in')}>
              {t('chat.signIn')}
            </button>
          ) : null}
          {connection === 'closed' ? (
            <button type="button" className="button" onClick={() => location.reload()}>
              {t('shell.loadAgain')}
            </button>
          ) : null}
        </div>
      )}
      {unkept ? (
        <div className="banner">
          <HardDriveDownload size={15} aria-hidden="true" /> {t('chat.noRoom')}
        </div>
      ) : null}
      <BreakGlass />
    </div>
  );
}
