import { Link } from '@tanstack/react-router';
import { ArrowLeft, Plus, Search } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { CreateChannelDialog } from '../dialogs/create-channel.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { Empty, Notice } from '../ui/parts.tsx';
import { holds } from '../workspace/rights.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import { DirectoryList } from './directory-list.tsx';
import { found } from './found.ts';
import { useDirectory } from './use-directory.ts';

export default function DirectoryPage() {
  const { t } = useTexts();
  if (holds(useSynced(), 'channel.browse')) return <Directory />;
  return (
    <main className="pane directory" aria-label={t('chat.directory')}>
      <Empty title={t('chat.directoryClosed')} />
    </main>
  );
}

/** All public channels, joined or not. */
function Directory() {
  const { t } = useTexts();
  const synced = useSynced();
  const [typed, setTyped] = useState('');
  const [archived, setArchived] = useState(false);
  const [creating, setCreating] = useState(false);
  const { listed, complete, failure } = useDirectory(archived);
  const shown = found(listed, useDeferredValue(typed), archived);
  return (
    <main className="pane directory" aria-label={t('chat.directory')}>
      <header className="channel-head">
        <Link to="/" className="icon-button back" aria-label={t('chat.allChannels')}>
          <ArrowLeft size={18} aria-hidden="true" />
        </Link>
        <h1>{t('chat.directory')}</h1>
        <div className="head-actions">
          {holds(synced, 'channel.create') ? (
            <button type="button" className="button" onClick={() => setCreating(true)}>
              <Plus size={15} aria-hidden="true" />{' '}
              <span className="button-words">{t('sidebar.create')}</span>
            </button>
          ) : null}
        </div>
      </header>
      <div className="directory-tools">
        <div className="search-box">
          <Search size={16} aria-hidden="true" />
          <input
            className="search-field"
            type="search"
            aria-label={t('chat.findChannel')}
            placeholder={t('chat.findChannel')}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
        <label className="choice">
          <input type="checkbox" checked={archived} onChange={() => setArchived(!archived)} />
          <span>{t('chat.showArchived')}</span>
        </label>
        <span className="quiet" role="status">
          {complete ? t('chat.channelCount', { count: shown.length }) : t('shell.loading')}
        </span>
      </div>
      {failure === null ? null : <Notice failure={failure} />}
      <DirectoryList shown={shown} />
      {complete && shown.length === 0 ? (
        <Empty title={t(typed === '' ? 'chat.noPublic' : 'chat.noChannelFound')} />
      ) : null}
      {creating ? (
        <CreateChannelDialog onClose={() => setCreating(false)} onOpen={() => setCreating(false)} />
      ) : null}
    </main>
  );
}
