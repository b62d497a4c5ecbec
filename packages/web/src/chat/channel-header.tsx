import { Link } from '@tanstack/react-router';
import type { Channel, ChannelId } from '@wardroom/contract';
import { ArrowLeft, Settings2, Star, Users } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { ChannelIcon } from '../sidebar/channel-icon.tsx';
import { useAttempt } from '../sidebar/use-attempt.ts';
import { IconButton } from '../ui/parts.tsx';
import { piece } from '../ui/piece.tsx';
import { favour } from '../workspace/arranging.ts';
import { arrange, usePreferences } from '../workspace/preferences.ts';
import { type ChannelTitle, titleOf } from '../workspace/titles.ts';
import { useSelect, useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { type MembersFilter, membersFilter, onShowPane, showPerson } from './panes.ts';
import { ReadersStrip } from './readers-strip.tsx';

/** Loaded when it is opened first. */
const ChannelDialog = piece(() =>
  import('../dialogs/channel.tsx').then(({ ChannelDialog }) => ChannelDialog),
);

const AccessChip = piece(() => import('../groups/access-chip.tsx').then((module) => module.default));
const nothing = () => undefined;

interface ChannelHeaderProps {
  readonly channelId: ChannelId;
  readonly channel: Channel | undefined;
  readonly membersShown: boolean;
  readonly onToggleMembers: () => void;
  /** More buttons of the channel. */
  readonly children?: ReactNode;
}

export function ChannelHeader(props: ChannelHeaderProps) {
  const { channelId, channel, membersShown, onToggleMembers, children } = props;
  const { t } = useTexts();
  const synced = useSynced();
  const [details, setDetails] = useState(false);
  const title = channel && titleOf(synced, channel, t('chat.somebody'));
  const mark = title?.look === 'public' || title?.look === 'private' ? '#' : '';
  const showMembers = (filter: MembersFilter) => {
    membersFilter.set(() => filter);
    if (!membersShown) onToggleMembers();
  };
  useEffect(() => {
    const stops = [onShowPane('members', onToggleMembers), onShowPane('details', () => setDetails(true))];
    return () => {
      for (const stop of stops) stop();
    };
  }, [onToggleMembers]);
  return (
    <div className="channel-top">
      <header className="channel-head">
        <Link to="/" className="icon-button back" aria-label={t('chat.allChannels')}>
          <ArrowLeft size={18} aria-hidden="true" />
        </Link>
        <h1>
          {title === undefined ? null : <ChannelIcon title={title} size={17} />}
          <span className="unseen">{title === undefined ? '' : t(`sidebar.look.${title.look}`)} </span>
          <TitleName title={title} />
        </h1>
        {channel?.archived ? <span className="chip">{t('sidebar.archived')}</span> : null}
        {channel === undefined || channel.kind === 'direct' ? null : (
          <AccessChip channelId={channelId} onClose={nothing} />
        )}
        <bdi className="topic" title={channel?.topic}>
          {channel?.topic}
        </bdi>
        <HeadActions
          channelId={channelId}
          membersShown={membersShown}
          onMembers={() => {
            membersFilter.set(() => 'all');
            onToggleMembers();
          }}
          onDetails={channel === undefined ? null : () => setDetails(true)}
        >
          {children}
        </HeadActions>
        {details && channel !== undefined ? (
          <ChannelDialog
            channel={channel}
            name={`${mark}${title?.name ?? ''}`}
            onClose={() => setDetails(false)}
          />
        ) : null}
      </header>
      {channel === undefined ? null : <ReadersStrip channel={channel} onMembers={showMembers} />}
    </div>
  );
}

/** The name of who is at the other end leads to who that is. */
function TitleName({ title }: { title: ChannelTitle | undefined }) {
  const other = title?.other ?? null;
  const name = <bdi>{title?.name ?? '…'}</bdi>;
  if (other === null) return name;
  return (
    <button type="button" className="person-open" aria-haspopup="dialog" onClick={() => showPerson(other)}>
      {name}
    </button>
  );
}

interface HeadActionsProps {
  readonly channelId: ChannelId;
  readonly membersShown: boolean;
  readonly onMembers: () => void;
  readonly onDetails: (() => void) | null;
  readonly children: ReactNode;
}

function HeadActions({ channelId, membersShown, onMembers, onDetails, children }: HeadActionsProps) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const attempt = useAttempt();
  const synced = useSynced();
  const favourite = usePreferences().favourites.includes(channelId);
  const readers = useSelect((state) => state.readers.get(channelId)?.members);
  const count = readers && readers.people + readers.guests + readers.bots;
  return (
    <div className="head-actions">
      {children}
      {synced.channels[channelId] === undefined ? null : (
        <IconButton
          icon={Star}
          className={favourite ? 'optional tool-star on' : 'optional tool-star'}
          aria-pressed={favourite}
          label={t('sidebar.favourite')}
          onClick={() => attempt(arrange(workspace, favour(channelId, !favourite)))}
        />
      )}
      <button
        type="button"
        className="button plain optional"
        aria-expanded={membersShown}
        aria-label={count === undefined ? t('chat.members') : t('chat.membersCount', { count })}
        title={t('chat.members')}
        onClick={onMembers}
      >
        <Users size={16} aria-hidden="true" /> {count ?? ''}
      </button>
      {onDetails === null ? null : (
        <IconButton icon={Settings2} label={t('chat.details')} onClick={onDetails} />
      )}
    </div>
  );
}
