import type { Channel, MessageId } from '@wardroom/contract';
import type { MessageWindow } from '@wardroom/sdk';
import { ArrowDown } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { isHeldUnread, releaseUnread } from '../marks/mark-unread.ts';
import { MessageMenusProvider } from '../marks/message-menus.tsx';
import { DayShown } from '../timeline/day-shown.tsx';
import { FootLine } from '../timeline/foot-line.tsx';
import { RowView } from '../timeline/row-view.tsx';
import { type Row, rowsOf } from '../timeline/rows.ts';
import { UnreadBar } from '../timeline/unread-bar.tsx';
import { useScreenReaderMode } from '../ui/use-settings.ts';
import { loadNewer, loadOlder, markOpened, markRead } from '../workspace/reading.ts';
import type { Outgoing } from '../workspace/state.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useSelect, useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { useAnnouncements } from './use-announcements.ts';
import { useAttention } from './use-attention.ts';
import { type KeyRow, useRowKeys } from './use-row-keys.ts';
import { type TimelineScroll, useTimelineScroll } from './use-timeline-scroll.ts';

interface TimelineViewProps {
  readonly channel: Channel;
  /** What people call it: a direct message has no name of its own. */
  readonly title: string;
  readonly timeline: MessageWindow;
  readonly member: boolean;
  /** channel_seq of the message that a link leads to. */
  readonly at: number | undefined;
  readonly onNewest: () => void;
  readonly editing: MessageId | null;
  readonly onEdit: (messageId: MessageId | null) => void;
}

/** The list, its menus, and the line below it. */
export function TimelineView(props: TimelineViewProps) {
  const [target, setTarget] = useState<MessageId | null>(null);
  return (
    <MessageMenusProvider onEdit={props.onEdit} onTarget={setTarget}>
      <div className="timeline-and-foot">
        <List {...props} target={target} />
        <FootLine channelId={props.channel.id} threadRootId={null} />
      </div>
    </MessageMenusProvider>
  );
}

interface ListProps extends TimelineViewProps {
  /** Whose menu is open. */
  readonly target: MessageId | null;
}

function List({ channel, title, timeline, member, at, onNewest, editing, onEdit, target }: ListProps) {
  const workspace = useWorkspace();
  const { t } = useTexts();
  const rows = useRows(channel, timeline);
  const scroller = useRef<HTMLDivElement>(null);
  const messageRows = useMemo(() => rows.filter(isMessageRow), [rows]);
  const revealing = useRef<(key: string) => void>(() => undefined);
  const keys = useRowKeys({
    channelId: channel.id,
    rows: messageRows,
    inThread: false,
    onEdit,
    onReveal: (key) => revealing.current(key),
  });
  const targetKey = messageRows.find(({ message }) => message.id === target)?.key ?? null;
  const active = targetKey ?? keys.active;
  const editingKey = messageRows.find(({ message }) => message.id === editing)?.key ?? null;
  const view = useTimelineScroll({
    scroller,
    rows,
    timeline,
    at,
    whole: useScreenReaderMode(),
    kept: useMemo(() => new Set([active, editingKey].filter((key) => key !== null)), [active, editingKey]),
    onOlder: () => loadOlder(workspace, channel.id).catch(() => undefined),
    onNewer: () => loadNewer(workspace, channel.id).catch(() => undefined),
    onNewest,
  });
  revealing.current = view.reveal;
  useAnnouncements(timeline);
  useReading(channel, member, view.atEnd && !timeline.hasAfter);
  return (
    <div className="timeline-place">
      <UnreadBar
        channel={channel}
        timeline={timeline}
        firstRow={view.firstRow}
        rows={rows}
        onGo={view.reveal}
      />
      <DayShown row={rows[view.firstRow]} />
      <div
        ref={scroller}
        className="timeline"
        role="log"
        aria-live="off"
        aria-label={t('timeline.label', { name: title })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
        tabIndex={0}
        onKeyDown={keys.onKeyDown}
        onContextMenu={keys.onContextMenu}
        onPointerLeave={keys.leave}
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
                style={{ transform: `translateY(${start}px)` }}
                // A finger that scrolls enters rows, too; a tap focuses the row. A pointer that never left moves again.
                onPointerMove={({ pointerType }) => {
                  if (pointerType === 'mouse') keys.activate(row.key);
                }}
                onFocus={() => keys.activate(row.key)}
              >
                <RowView
                  row={row}
                  channel={channel}
                  title={title}
                  bare={rows.length === 1}
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
      <NewestPill view={view} />
    </div>
  );
}

const isMessageRow = (row: Row): row is Extract<Row, { kind: 'message' }> & KeyRow => row.kind === 'message';

function NewestPill({ view }: { view: TimelineScroll }) {
  const { t } = useTexts();
  if (view.fresh === 0 && view.nearEnd) return null;
  return (
    <button type="button" className="pill" onClick={view.jump}>
      <ArrowDown size={14} aria-hidden="true" />
      {view.fresh > 0 ? t('timeline.newMessages', { count: view.fresh }) : t('timeline.toNewest')}
    </button>
  );
}

/** What is on the screen while somebody looks at it is read. */
function useReading(channel: Channel, member: boolean, atEnd: boolean): void {
  const workspace = useWorkspace();
  const attentive = useAttention();
  const { id } = channel;
  useEffect(() => releaseUnread(workspace, id), [workspace, id]);
  // The unread line stands where this person last looked, on opening the channel and on coming back to the window.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time attention comes or goes.
  useEffect(() => markOpened(workspace, id), [workspace, id, attentive]);
  // Asked again when the answer has come: meanwhile more may have been said.
  const lastReadSeq = useSelect((state) => state.synced?.channels[id]?.membership.lastReadSeq);
  const seen = member && attentive && atEnd;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new message is read as it is seen.
  useEffect(() => {
    if (!seen) return;
    const timer = setTimeout(() => {
      if (!isHeldUnread(workspace, id)) markRead(workspace, id).catch(() => undefined);
    }, 400);
    return () => clearTimeout(timer);
  }, [seen, workspace, id, channel.lastSeq, lastReadSeq]);
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
