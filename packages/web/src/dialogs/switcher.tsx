import { useNavigate } from '@tanstack/react-router';
import type { OwnChannel } from '@wardroom/contract';
import { Hash, Lock } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { Empty } from '../ui/parts.tsx';
import { matches } from '../workspace/channel-order.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import type { DialogProps } from './dialog-props.ts';

const mostShown = 12;

/** Ctrl/⌘ K: unread first, then by name; typing narrows, Enter goes. */
export function SwitcherDialog({ onClose }: DialogProps) {
  const { channels } = useSynced();
  const navigate = useNavigate();
  const [filter, setFilter] = useState('');
  const [index, setIndex] = useState(0);
  const found = matches(Object.values(channels), filter).slice(0, mostShown);
  const at = Math.min(index, Math.max(0, found.length - 1));
  const open = (channel: OwnChannel | undefined) => {
    if (channel === undefined) return;
    onClose();
    navigate({ to: '/c/$channelId', params: { channelId: channel.id } }).catch(() => undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') open(found[at]);
    else if (event.key === 'ArrowDown') setIndex(Math.min(at + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setIndex(Math.max(at - 1, 0));
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title="Go to" onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-label="Channel"
        aria-expanded="true"
        aria-controls="switcher-list"
        aria-activedescendant={found[at] === undefined ? undefined : `switch-${found[at].id}`}
        placeholder="Name of a channel"
        autoComplete="off"
        autoFocus
        value={filter}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setFilter(event.target.value);
          setIndex(0);
        }}
      />
      <div className="switcher" id="switcher-list" role="listbox" aria-label="Channels">
        {found.map((channel, position) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above holds the focus and its keys.
          <div
            key={channel.id}
            id={`switch-${channel.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={position === at}
            className={`option${position === at ? ' chosen' : ''}${channel.membership.unread > 0 ? ' unread' : ''}`}
            onClick={() => open(channel)}
          >
            {channel.kind === 'private' ? (
              <Lock size={15} aria-hidden="true" />
            ) : (
              <Hash size={15} aria-hidden="true" />
            )}
            <bdi>{channel.name}</bdi>
            {channel.membership.unread > 0 ? (
              <span className="badge">{channel.membership.unread}</span>
            ) : null}
          </div>
        ))}
      </div>
      {found.length === 0 ? <Empty title="No channel is called that" /> : null}
    </Dialog>
  );
}
