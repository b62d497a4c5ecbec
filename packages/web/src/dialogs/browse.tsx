import { useNavigate } from '@tanstack/react-router';
import type { Operations, OutputOf } from '@wardroom/contract';
import { Hash } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { Empty, Notice } from '../ui/parts.tsx';
import { joinChannel } from '../workspace/channels.ts';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { holds } from '../workspace/rights.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import type { DialogProps } from './dialog-props.ts';

type Listed = OutputOf<Operations['channels.directory']>['channels'][number];

/** All public channels of the workspace. */
export function BrowseDialog({ onClose, onOpen }: DialogProps) {
  const workspace = useWorkspace();
  const synced = useSynced();
  const navigate = useNavigate();
  const [listed, setListed] = useState<readonly Listed[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [filter, setFilter] = useState('');
  const fail = (thrown: unknown) => setFailure(failureOf(thrown));
  useEffect(() => {
    workspace.call('channels.directory', { limit: 500 }).then(
      ({ channels }) => setListed(channels),
      (thrown: unknown) => setFailure(failureOf(thrown)),
    );
  }, [workspace]);
  const open = (channelId: Listed['id']) => {
    onClose();
    navigate({ to: '/c/$channelId', params: { channelId } }).catch(() => undefined);
  };
  const join = (channelId: Listed['id']) =>
    joinChannel(workspace, channelId).then(() => open(channelId), fail);
  const wanted = filter.trim().toLowerCase();
  const found = listed?.filter(({ name, topic }) => `${name} ${topic}`.toLowerCase().includes(wanted));
  return (
    <Dialog title="Channels" onClose={onClose} wide>
      <input
        type="search"
        aria-label="Find a channel"
        placeholder="Find a channel"
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
      />
      {failure === null ? null : <Notice failure={failure} />}
      <ul className="rows scroll">
        {found?.map((channel) => (
          <li key={channel.id} className="line">
            <Hash size={16} aria-hidden="true" />
            <div className="line-main">
              <button type="button" className="link" onClick={() => open(channel.id)}>
                <bdi>{channel.name}</bdi>
              </button>
              <div className="quiet">
                {channel.memberCount === 1 ? '1 member' : `${channel.memberCount} members`}
                {channel.topic === '' ? '' : ' · '}
                <bdi>{channel.topic}</bdi>
              </div>
            </div>
            {synced.channels[channel.id] !== undefined ? (
              <span className="quiet">joined</span>
            ) : (
              <button type="button" className="button" onClick={() => join(channel.id)}>
                Join<span className="unseen"> {channel.name}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {found?.length === 0 ? <Empty title="No channel is called that" /> : null}
      {holds(synced, 'channel.create') ? (
        <div className="dialog-foot">
          <button type="button" className="button" onClick={() => onOpen('create')}>
            Create a channel
          </button>
        </div>
      ) : null}
    </Dialog>
  );
}
