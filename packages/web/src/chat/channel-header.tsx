import { Link } from '@tanstack/react-router';
import type { Channel, ChannelId } from '@wardroom/contract';
import { ArrowLeft, Hash, Lock, Settings2, Users } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ChannelDialog } from '../dialogs/channel.tsx';
import { IconButton } from '../ui/parts.tsx';
import { membersLoaded } from '../workspace/reading.ts';
import { useSelect, useSynced } from '../workspace/use-workspace.ts';

interface ChannelHeaderProps {
  readonly channelId: ChannelId;
  readonly channel: Channel | undefined;
  readonly membersShown: boolean;
  readonly onToggleMembers: () => void;
  /** Further buttons: search, pinned messages, jump to a day. */
  readonly children?: ReactNode;
}

export function ChannelHeader({
  channelId,
  channel,
  membersShown,
  onToggleMembers,
  children,
}: ChannelHeaderProps) {
  const members = useSelect((state) => state.members.get(channelId));
  const own = useSynced().channels[channelId] !== undefined;
  const [settings, setSettings] = useState(false);
  const Icon = channel?.kind === 'private' ? Lock : Hash;
  const count = members && `${members.length}${members.length === membersLoaded ? '+' : ''}`;
  return (
    <header className="channel-head">
      <Link to="/" className="icon-button back" aria-label="All channels">
        <ArrowLeft size={18} aria-hidden="true" />
      </Link>
      <h1>
        <Icon size={17} aria-label={channel?.kind === 'private' ? 'Private channel' : 'Public channel'} />
        <bdi>{channel?.name ?? '…'}</bdi>
      </h1>
      {channel?.archived ? <span className="chip">archived</span> : null}
      <bdi className="topic" title={channel?.topic}>
        {channel?.topic}
      </bdi>
      <div className="head-actions">
        {children}
        <button
          type="button"
          className="button plain"
          aria-expanded={membersShown}
          aria-label={count === undefined ? 'Members' : `Members, ${count}`}
          onClick={onToggleMembers}
        >
          <Users size={16} aria-hidden="true" /> {count ?? ''}
        </button>
        {own && channel !== undefined ? (
          <IconButton icon={Settings2} label="Channel settings" onClick={() => setSettings(true)} />
        ) : null}
      </div>
      {settings && channel !== undefined ? (
        <ChannelDialog channel={channel} onClose={() => setSettings(false)} />
      ) : null}
    </header>
  );
}
