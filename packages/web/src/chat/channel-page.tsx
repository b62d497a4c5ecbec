import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { Channel, ChannelId, MessageId } from '@wardroom/contract';
import { useEffect, useLayoutEffect, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { ChannelTools } from '../marks/channel-tools.tsx';
import { lastOwn } from '../timeline/last-own.ts';
import { piece } from '../ui/piece.tsx';
import { passes } from '../workspace/problem.ts';
import { loadMembers, markOpened, openChannel } from '../workspace/reading.ts';
import { titleOf } from '../workspace/titles.ts';
import { useMay } from '../workspace/use-may.ts';
import { useSelect, useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { ChannelHeader } from './channel-header.tsx';
import { Composer } from './composer.tsx';
import { ClosedFoot, ThreadPane } from './thread-pane.tsx';
import { TimelineView } from './timeline-view.tsx';
import { Unread, Unreadable } from './unreadable.tsx';

const waiting = <div className="side" />;
const MembersPanel = piece(
  () => import('./members-panel.tsx').then(({ MembersPanel }) => MembersPanel),
  waiting,
);
const JoinBar = piece(
  () => import('./join-bar.tsx').then((module) => module.default),
  <div className="join-bar" />,
);
const PinsPane = piece(() => import('../marks/pins-pane.tsx').then(({ PinsPane }) => PinsPane), waiting);

const nothing = () => undefined;

type Side = 'members' | 'pins' | null;

export function ChannelPage() {
  const { channelId, messageId } = useParams({ strict: false });
  const { at } = useSearch({ strict: false });
  const navigate = useNavigate();
  const [side, setSide] = useState<Side>(null);
  const id = channelId as ChannelId;
  const threadId = messageId as MessageId | undefined;
  const root = useSynced().threads[threadId ?? 'msg_']?.root;
  // Beside an open thread the place may be that of a reply, which is not in this list.
  const channelAt = threadId === undefined || root?.channelSeq === at ? at : undefined;
  const closeThread = () => {
    navigate({ to: '/c/$channelId', params: { channelId: id } }).catch(() => undefined);
  };
  const toggle = (wanted: 'members' | 'pins') => {
    if (threadId !== undefined) closeThread();
    setSide(side === wanted && threadId === undefined ? null : wanted);
  };
  const shown = threadId === undefined ? side : null;
  return (
    <div className="channel-and-side">
      <ChannelPane key={id} channelId={id} at={channelAt} side={shown} onToggle={toggle} />
      {threadId !== undefined ? (
        <ThreadPane key={threadId} channelId={id} rootId={threadId} at={at} onClose={closeThread} />
      ) : (
        <>
          {shown === 'members' ? <MembersPanel channelId={id} onClose={() => setSide(null)} /> : null}
          {shown === 'pins' ? <PinsPane key={id} channelId={id} onClose={() => setSide(null)} /> : null}
        </>
      )}
    </div>
  );
}

interface ChannelPaneProps {
  readonly channelId: ChannelId;
  readonly at: number | undefined;
  readonly side: Side;
  readonly onToggle: (wanted: 'members' | 'pins') => void;
}

function ChannelPane({ channelId, at, side, onToggle }: ChannelPaneProps) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const synced = useSynced();
  const own = synced.channels[channelId];
  const visited = useSelect((state) => state.visited.get(channelId));
  const { timeline, failure } = useOpened(channelId, at);
  const navigate = useNavigate();
  const [editing, setEditing] = useState<MessageId | null>(null);
  /** Grows when the list is opened at another place. */
  const [place, setPlace] = useState(0);
  const [marked, setMarked] = useState(false);
  const channel = own ?? visited;
  const title = channel === undefined ? '' : titleOf(synced, channel, t('chat.somebody')).name;
  // Before the list is drawn: it opens at the unread line.
  useLayoutEffect(() => {
    markOpened(workspace, channelId);
    setMarked(true);
  }, [workspace, channelId]);
  const stopped = timeline === undefined ? failure : undefined;
  if (stopped !== undefined && (own === undefined || !passes(stopped)))
    return <Unreadable channelId={channelId} failure={stopped} />;
  const toNewest = () => {
    openChannel(workspace, channelId).then(
      () => setPlace(place + 1),
      () => undefined,
    );
    navigate({ to: '/c/$channelId', params: { channelId }, replace: true }).catch(() => undefined);
  };
  return (
    <main
      className="pane channel"
      aria-label={
        channel === undefined ? t('timeline.channelUnnamed') : t('timeline.channel', { name: title })
      }
    >
      <ChannelHeader
        channelId={channelId}
        channel={channel}
        membersShown={side === 'members'}
        onToggleMembers={() => onToggle('members')}
      >
        <ChannelTools
          channelId={channelId}
          pinsShown={side === 'pins'}
          onTogglePins={() => onToggle('pins')}
        />
      </ChannelHeader>
      {stopped !== undefined ? (
        <Unread channelId={channelId} failure={stopped} />
      ) : timeline === undefined || channel === undefined || !marked ? (
        <div className="skeleton" aria-hidden="true" />
      ) : (
        <TimelineView
          key={place}
          onNewest={toNewest}
          channel={channel}
          title={title}
          timeline={timeline}
          member={own !== undefined}
          at={at}
          editing={editing}
          onEdit={setEditing}
        />
      )}
      {channel === undefined ? null : (
        <Foot
          channel={channel}
          title={title}
          member={own !== undefined}
          onEditLast={() => setEditing(lastOwn(timeline?.messages ?? [], synced.me.id))}
        />
      )}
    </main>
  );
}

/** The page of messages around `at`, or the newest; asked for when it is not there. */
function useOpened(channelId: ChannelId, at: number | undefined) {
  const workspace = useWorkspace();
  const synced = useSynced();
  const opened = useSelect((state) => state.opened.has(channelId));
  const timeline = opened ? synced.windows[channelId] : undefined;
  const failure = useSelect((state) => state.failures.get(channelId));
  const missing = timeline === undefined && failure === undefined;
  const snapshot = useSelect((state) => state.snapshot);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was asked for before a new snapshot is asked for again.
  useEffect(() => {
    if (!missing) return;
    openChannel(workspace, channelId, at).catch(() => undefined);
    loadMembers(workspace, channelId).catch(() => undefined);
  }, [workspace, channelId, at, missing, snapshot]);
  useEffect(() => {
    const loaded = workspace.store.get().synced?.windows[channelId]?.messages;
    if (at === undefined || loaded === undefined) return;
    if (!isWithin(loaded, at)) openChannel(workspace, channelId, at).catch(() => undefined);
  }, [workspace, channelId, at]);
  return { timeline, failure };
}

/** Windows have no holes: what lies between the ends is loaded, whether it is in this list or a reply. */
function isWithin(loaded: readonly { readonly channelSeq: number }[], at: number): boolean {
  const [first, last] = [loaded[0], loaded.at(-1)];
  return first !== undefined && last !== undefined && first.channelSeq <= at && at <= last.channelSeq;
}

interface FootProps {
  readonly channel: Channel;
  readonly title: string;
  readonly member: boolean;
  readonly onEditLast: () => void;
}

function Foot({ channel, title, member, onEditLast }: FootProps) {
  const { t } = useTexts();
  const may = useMay(channel.id);
  if (!member) return <JoinBar channel={channel} onClose={nothing} />;
  if (!may('write')) return <ClosedFoot place={channel.id} channel={channel} onClose={nothing} />;
  return (
    <Composer
      channelId={channel.id}
      threadRootId={null}
      label={t(channel.kind === 'direct' ? 'timeline.composerDirect' : 'timeline.composer', { name: title })}
      onEditLast={onEditLast}
    />
  );
}
