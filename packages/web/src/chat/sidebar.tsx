import { Link } from '@tanstack/react-router';
import type { OwnChannel } from '@wardroom/contract';
import { Compass, Hash, Lock, Plus, Search, Users } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import type { DialogName } from '../dialogs/dialog-props.ts';
import { Avatar, IconButton } from '../ui/parts.tsx';
import { inOrder } from '../workspace/channel-order.ts';
import { holds } from '../workspace/rights.ts';
import { useSynced } from '../workspace/use-workspace.ts';

interface SidebarProps {
  readonly current: string | undefined;
  readonly onOpen: (dialog: DialogName) => void;
}

const mac = navigator.platform.startsWith('Mac');

export function Sidebar({ current, onOpen }: SidebarProps) {
  const synced = useSynced();
  const { channels, tenant, me } = synced;
  const sorted = useMemo(() => inOrder(Object.values(channels)), [channels]);
  useTitle(tenant.name, channels[current as OwnChannel['id']]?.name, sorted);
  const browse = holds(synced, 'channel.browse');
  return (
    <nav className="sidebar" aria-label="Workspace">
      <div className="workspace">
        <span className="logo" aria-hidden="true">
          {[...tenant.name][0]?.toUpperCase()}
        </span>
        <bdi className="workspace-name">{tenant.name}</bdi>
      </div>
      <button type="button" className="find" onClick={() => onOpen('switcher')}>
        <Search size={15} aria-hidden="true" /> Go to… <kbd>{mac ? '⌘ K' : 'Ctrl K'}</kbd>
      </button>
      <div className="section">
        <h2>Channels</h2>
        {holds(synced, 'channel.create') ? (
          <IconButton icon={Plus} label="Create a channel" onClick={() => onOpen('create')} />
        ) : null}
      </div>
      <ul className="channels">
        {sorted.map((channel) => (
          <ChannelLink key={channel.id} channel={channel} current={channel.id === current} />
        ))}
        {sorted.length === 0 ? <li className="quiet none">You are in no channel yet.</li> : null}
      </ul>
      <div className="sidebar-foot">
        {browse ? (
          <button type="button" className="side-button" onClick={() => onOpen('browse')}>
            <Compass size={16} aria-hidden="true" /> Browse channels
          </button>
        ) : null}
        {holds(synced, 'people.read') ? (
          <button type="button" className="side-button" onClick={() => onOpen('people')}>
            <Users size={16} aria-hidden="true" /> People
          </button>
        ) : null}
        <button type="button" className="side-button account" onClick={() => onOpen('account')}>
          <Avatar id={me.id} name={me.displayName} kind={me.kind} />
          <span className="account-text">
            <bdi>{me.displayName}</bdi>
            <span className="quiet">Sessions, colours, sign out</span>
          </span>
        </button>
      </div>
    </nav>
  );
}

function ChannelLink({ channel, current }: { channel: OwnChannel; current: boolean }) {
  const { unread, mentions } = channel.membership;
  const Icon = channel.kind === 'private' ? Lock : Hash;
  const state = unread === 0 ? '' : `, ${unread} unread${mentions === 0 ? '' : `, ${mentions} mention you`}`;
  return (
    <li>
      <Link
        to="/c/$channelId"
        params={{ channelId: channel.id }}
        className={`channel-link${unread > 0 ? ' unread' : ''}${current ? ' current' : ''}${channel.archived ? ' archived' : ''}`}
        aria-current={current ? 'page' : undefined}
        aria-label={`${channel.name}, ${channel.kind}${channel.archived ? ', archived' : ''}${state}`}
      >
        <Icon size={15} aria-hidden="true" />
        <bdi className="channel-name">{channel.name}</bdi>
        {mentions > 0 ? (
          <span className="badge badge-mention">@{short(mentions)}</span>
        ) : unread > 0 ? (
          <span className="badge">{short(unread)}</span>
        ) : null}
      </Link>
    </li>
  );
}

const short = (count: number): string => (count > 99 ? '99+' : String(count));

function useTitle(tenant: string, channel: string | undefined, channels: readonly OwnChannel[]): void {
  const mentions = channels.reduce((sum, { membership }) => sum + membership.mentions, 0);
  const unread = channels.some(({ membership }) => membership.unread > 0);
  useEffect(() => {
    const mark = mentions > 0 ? `(${mentions}) ` : unread ? '• ' : '';
    document.title = `${mark}${channel === undefined ? '' : `#${channel} · `}${tenant}`;
  }, [tenant, channel, mentions, unread]);
}
