import { Link, useNavigate } from '@tanstack/react-router';
import { type ChannelAct, mayIn } from '@wardroom/sdk';
import { Check, Hash, LogOut, MoreHorizontal } from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';
import { useAttempt } from '../sidebar/use-attempt.ts';
import { Menu, useOpening } from '../ui/menu.tsx';
import { IconButton } from '../ui/parts.tsx';
import { WindowedList } from '../ui/windowed-list.tsx';
import { joinChannel, leaveChannel } from '../workspace/channels.ts';
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
  const menu = useOpening();
  const { id, name, topic, memberCount, archived } = channel;
  const own = synced.channels[id];
  const joined = own !== undefined;
  const may = (act: ChannelAct) => mayIn(synced.permissions, own ?? channel, act);
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
      {may('leave') ? (
        <IconButton
          icon={MoreHorizontal}
          label={t('sidebar.menuOf', { name })}
          aria-haspopup="menu"
          aria-expanded={menu.at !== null}
          onClick={(event) => menu.openAt(event.currentTarget)}
        />
      ) : null}
      {menu.at === null ? null : (
        <Menu
          label={`#${name}`}
          at={menu.at}
          onClose={menu.close}
          items={[
            {
              label: t('chat.leave'),
              icon: LogOut,
              danger: true,
              onChoose: () => attempt(leaveChannel(workspace, id)),
            },
          ]}
        />
      )}
      {may('join') ? (
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
