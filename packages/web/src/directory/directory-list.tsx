import { Link, useNavigate } from '@tanstack/react-router';
import { Check, Hash } from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';
import { useAttempt } from '../sidebar/use-attempt.ts';
import { WindowedList } from '../ui/windowed-list.tsx';
import { joinChannel, leaveChannel } from '../workspace/channels.ts';
import { holds } from '../workspace/rights.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import type { ListedChannel } from './found.ts';

export function DirectoryList({ shown }: { shown: readonly ListedChannel[] }) {
  const { t } = useTexts();
  return (
    <WindowedList
      label={t('chat.directory')}
      rows={shown}
      keyOf={({ id }) => id}
      draw={(channel) => <Line channel={channel} />}
      estimatedPx={57}
      className="directory-scroll"
      listClass="rows"
      rowClass="line"
    />
  );
}

function Line({ channel }: { channel: ListedChannel }) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const synced = useSynced();
  const navigate = useNavigate();
  const attempt = useAttempt();
  const { id, name, topic, memberCount, archived } = channel;
  const joined = synced.channels[id] !== undefined;
  // The list was read once: what changed here since is known.
  const count = memberCount + Number(joined) - Number(channel.joined);
  const open = () => navigate({ to: '/c/$channelId', params: { channelId: id } });
  return (
    <>
      <Hash size={16} aria-hidden="true" className="line-icon" />
      <div className="line-main">
        <Link to="/c/$channelId" params={{ channelId: id }} className="line-name">
          <bdi>{name}</bdi>
        </Link>
        {archived ? <span className="chip">{t('sidebar.archived')}</span> : null}
        <div className="quiet line-about">
          {joined ? (
            <span className="joined">
              <Check size={13} aria-hidden="true" /> {t('chat.joined')} ·{' '}
            </span>
          ) : null}
          {t('chat.memberCount', { count })}
          {topic === '' ? null : (
            <>
              {' · '}
              <bdi>{topic}</bdi>
            </>
          )}
        </div>
      </div>
      {joined && holds(synced, 'channel.leave') ? (
        <button
          type="button"
          className="button small leave"
          aria-label={t('chat.leaveNamed', { name })}
          onClick={() => attempt(leaveChannel(workspace, id))}
        >
          {t('chat.leave')}
        </button>
      ) : null}
      {!joined && !archived && holds(synced, 'channel.join') ? (
        <button
          type="button"
          className="button small"
          aria-label={t('chat.joinNamed', { name })}
          onClick={() => attempt(joinChannel(workspace, id).then(open))}
        >
          {t('chat.join')}
        </button>
      ) : null}
    </>
  );
}
