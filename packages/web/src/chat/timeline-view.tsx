import type { Channel, MessageId } from '@wardroom/contract';
import type { MessageWindow } from '@wardroom/sdk';
import { ArrowDown } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { type Row, rowsOf } from '../timeline/rows.ts';
import { Empty } from '../ui/parts.tsx';
import { loadNewer, loadOlder, markOpened, markRead } from '../workspace/reading.ts';
import { messageRights } from '../workspace/rights.ts';
import type { Outgoing } from '../workspace/state.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useSelect, useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { MessageRow } from './message-row.tsx';
import { nameOf, useMentionTitle } from './names.ts';
import { OutgoingRow } from './outgoing-row.tsx';
import { useAnnouncements } from './use-announcements.ts';
import { useAttention } from './use-attention.ts';
import { useRowKeys } from './use-row-keys.ts';
import { useTimelineScroll } from './use-timeline-scroll.ts';

interface TimelineViewProps {
  readonly channel: Channel;
  readonly timeline: MessageWindow;
  readonly member: boolean;
  /** channel_seq of the message that a link leads to. */
  readonly at: number | undefined;
  readonly onNewest: () => void;
  readonly editing: MessageId | null;
  readonly onEdit: (messageId: MessageId | null) => void;
}

export function TimelineView({
  channel,
  timeline,
  member,
  at,
  onNewest,
  editing,
  onEdit,
}: TimelineViewProps) {
  const workspace = useWorkspace();
  const rows = useRows(channel, timeline);
  const scroller = useRef<HTMLDivElement>(null);
  const view = useTimelineScroll({
    scroller,
    rows,
    timeline,
    at,
    onOlder: () => loadOlder(workspace, channel.id).catch(() => undefined),
    onNewer: () => loadNewer(workspace, channel.id).catch(() => undefined),
    onNewest,
  });
  const { active, onKeyDown, activate, leave } = useRowKeys(rows);
  const attentive = useAttention();
  useAnnouncements(timeline);
  // The unread line stands where this person last looked, on opening the channel and on coming back to the window.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time attention comes or goes.
  useEffect(() => markOpened(workspace, channel.id), [workspace, channel.id, attentive]);
  // Asked again when the answer has come: meanwhile more may have been said.
  const lastReadSeq = useSelect((state) => state.synced?.channels[channel.id]?.membership.lastReadSeq);
  const seen = member && attentive && view.atEnd && !timeline.hasAfter;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new message is read as it is seen.
  useEffect(() => {
    if (!seen) return;
    const timer = setTimeout(() => markRead(workspace, channel.id).catch(() => undefined), 400);
    return () => clearTimeout(timer);
  }, [seen, workspace, channel.id, channel.lastSeq, lastReadSeq]);
  return (
    <div className="timeline-place">
      <div
        ref={scroller}
        className="timeline"
        role="log"
        aria-live="off"
        aria-label={`Messages in ${channel.name}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerLeave={leave}
      >
        <div className="timeline-inner" style={{ height: view.totalSize }}>
          {view.visible.map(({ index, start, key }) => {
            const row = rows[index];
            return row === undefined ? null : (
              // biome-ignore lint/a11y/noStaticElementInteractions: shows the buttons of the row; the arrow keys do too.
              <div
                key={key}
                ref={view.measure}
                data-index={index}
                data-key={row.key}
                className="row-place"
                tabIndex={-1}
                style={{ transform: `translateY(${start}px)` }}
                // A finger that scrolls enters rows, too; a tap focuses the row.
                onPointerEnter={({ pointerType }) => {
                  if (pointerType === 'mouse') activate(row.key);
                }}
                onFocus={() => activate(row.key)}
              >
                <RowView
                  row={row}
                  channel={channel}
                  active={active === row.key}
                  at={at}
                  editing={editing}
                  onEdit={onEdit}
                />
              </div>
            );
          })}
        </div>
      </div>
      {view.fresh > 0 || !view.nearEnd ? (
        <button type="button" className="pill" onClick={view.jump}>
          <ArrowDown size={14} aria-hidden="true" />
          {view.fresh > 0
            ? `${view.fresh} new ${view.fresh === 1 ? 'message' : 'messages'}`
            : 'To the newest'}
        </button>
      ) : null}
    </div>
  );
}

const noStarts: ReadonlySet<MessageId> = new Set();
const noOutgoing: readonly Outgoing[] = [];

function useRows(channel: Channel, timeline: MessageWindow): readonly Row[] {
  const synced = useSynced();
  const formats = useFormats();
  const outbox = useSelect((state) => state.outbox);
  const pageStarts = useSelect((state) => state.pageStarts.get(channel.id) ?? noStarts);
  const unreadAfter = useSelect((state) => state.unreadAfter.get(channel.id) ?? null);
  const outgoing = useMemo(() => {
    const here = outbox.filter(
      (sending) => sending.channelId === channel.id && sending.threadRootId === null,
    );
    return here.length === 0 ? noOutgoing : here;
  }, [outbox, channel.id]);
  return useMemo(
    () => rowsOf({ timeline, pageStarts, outgoing, me: synced.me.id, unreadAfter, dayOf: formats.dayKey }),
    [timeline, pageStarts, outgoing, synced.me.id, unreadAfter, formats],
  );
}

interface RowViewProps {
  readonly row: Row;
  readonly channel: Channel;
  readonly active: boolean;
  readonly at: number | undefined;
  readonly editing: MessageId | null;
  readonly onEdit: (messageId: MessageId | null) => void;
}

function RowView({ row, channel, active, at, editing, onEdit }: RowViewProps) {
  const synced = useSynced();
  const formats = useFormats();
  const mention = useMentionTitle();
  const { environment } = useWorkspace();
  switch (row.kind) {
    case 'start':
      return (
        <Empty title={`This is the beginning of #${channel.name}`}>
          {channel.topic === '' ? 'Say what belongs here.' : <bdi>{channel.topic}</bdi>}
        </Empty>
      );
    case 'day':
      return <div className="divider">{formats.day(row.at, environment.now())}</div>;
    case 'unread':
      return <div className="divider divider-new">New</div>;
    case 'outgoing':
      return <OutgoingRow outgoing={row.outgoing} continued={row.continued} mention={mention} />;
    default:
      return (
        <MessageRow
          message={row.message}
          author={nameOf(synced, row.message.authorId)}
          continued={row.continued}
          active={active}
          editing={editing === row.message.id}
          marked={row.message.channelSeq === at}
          inThread={false}
          rights={messageRights(synced, row.message)}
          formats={formats}
          mention={mention}
          onEdit={onEdit}
        />
      );
  }
}
