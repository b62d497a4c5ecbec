import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ChannelId, MessageId } from '@wardroom/contract';
import { useEffect, useLayoutEffect, useState } from 'react';
import { lastOwn } from '../timeline/last-own.ts';
import { Empty, Notice } from '../ui/parts.tsx';
import { loadMembers, markOpened, openChannel } from '../workspace/reading.ts';
import { channelRights } from '../workspace/rights.ts';
import { useSelect, useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { ChannelHeader } from './channel-header.tsx';
import { Composer } from './composer.tsx';
import { JoinBar } from './join-bar.tsx';
import { MembersPanel } from './members-panel.tsx';
import { ThreadPane } from './thread-pane.tsx';
import { TimelineView } from './timeline-view.tsx';

export function ChannelPage() {
  const { channelId, messageId } = useParams({ strict: false });
  const { at } = useSearch({ strict: false });
  const navigate = useNavigate();
  const [members, setMembers] = useState(false);
  const id = channelId as ChannelId;
  const threadId = messageId as MessageId | undefined;
  const closeThread = () => {
    navigate({ to: '/c/$channelId', params: { channelId: id } }).catch(() => undefined);
  };
  return (
    <div className="channel-and-side">
      <ChannelPane
        key={id}
        channelId={id}
        at={at}
        membersShown={members && threadId === undefined}
        onToggleMembers={() => {
          if (threadId !== undefined) closeThread();
          setMembers(threadId !== undefined || !members);
        }}
      />
      {threadId !== undefined ? (
        <ThreadPane key={threadId} channelId={id} rootId={threadId} onClose={closeThread} />
      ) : members ? (
        <MembersPanel channelId={id} onClose={() => setMembers(false)} />
      ) : null}
    </div>
  );
}

interface ChannelPaneProps {
  readonly channelId: ChannelId;
  readonly at: number | undefined;
  readonly membersShown: boolean;
  readonly onToggleMembers: () => void;
}

function ChannelPane({ channelId, at, membersShown, onToggleMembers }: ChannelPaneProps) {
  const workspace = useWorkspace();
  const synced = useSynced();
  const own = synced.channels[channelId];
  const visited = useSelect((state) => state.visited.get(channelId));
  const opened = useSelect((state) => state.opened.has(channelId));
  const timeline = opened ? synced.windows[channelId] : undefined;
  const failure = useSelect((state) => state.failures.get(channelId));
  const navigate = useNavigate();
  const [editing, setEditing] = useState<MessageId | null>(null);
  /** Grows when the list is opened at another place. */
  const [place, setPlace] = useState(0);
  const [marked, setMarked] = useState(false);
  const channel = own ?? visited;
  const rights = channelRights(synced, channelId);
  // Before the list is drawn: it opens at the unread line.
  useLayoutEffect(() => {
    markOpened(workspace, channelId);
    setMarked(true);
  }, [workspace, channelId]);
  const missing = timeline === undefined && failure === undefined;
  useEffect(() => {
    if (!missing) return;
    openChannel(workspace, channelId, at).catch(() => undefined);
    loadMembers(workspace, channelId).catch(() => undefined);
  }, [workspace, channelId, at, missing]);
  useEffect(() => {
    const loaded = workspace.store.get().synced?.windows[channelId]?.messages;
    if (at !== undefined && loaded !== undefined && !loaded.some(({ channelSeq }) => channelSeq === at))
      openChannel(workspace, channelId, at).catch(() => undefined);
  }, [workspace, channelId, at]);
  if (failure !== undefined && timeline === undefined)
    return <Unreadable code={failure.code} failure={failure} />;
  return (
    <main className="pane channel" aria-label={channel === undefined ? 'Channel' : `Channel ${channel.name}`}>
      <ChannelHeader
        channelId={channelId}
        channel={channel}
        membersShown={membersShown}
        onToggleMembers={onToggleMembers}
      />
      {timeline === undefined || channel === undefined || !marked ? (
        <div className="skeleton" aria-hidden="true" />
      ) : (
        <TimelineView
          key={place}
          onNewest={() => {
            openChannel(workspace, channelId).then(
              () => setPlace(place + 1),
              () => undefined,
            );
            navigate({ to: '/c/$channelId', params: { channelId }, replace: true }).catch(() => undefined);
          }}
          channel={channel}
          timeline={timeline}
          member={own !== undefined}
          at={at}
          editing={editing}
          onEdit={setEditing}
        />
      )}
      {channel === undefined ? null : own === undefined ? (
        <JoinBar channel={channel} />
      ) : rights.write ? (
        <Composer
          channelId={channelId}
          threadRootId={null}
          label={`Message #${channel.name}`}
          onEditLast={() => setEditing(lastOwn(timeline?.messages ?? [], synced.me.id))}
        />
      ) : (
        <p className="closed">
          {channel.archived
            ? 'This channel is archived. It can be read, not written to.'
            : 'You can read here, not write.'}
        </p>
      )}
    </main>
  );
}

function Unreadable({ code, failure }: { code: string; failure: Parameters<typeof Notice>[0]['failure'] }) {
  return (
    <main className="pane">
      {code === 'not_found' || code === 'invalid_input' ? (
        <Empty title="This channel is not here">
          It does not exist, or it is not visible to you. <Link to="/">Back to the workspace</Link>
        </Empty>
      ) : (
        <Notice failure={failure} />
      )}
    </main>
  );
}
