import { useNavigate } from '@tanstack/react-router';
import type { ChannelId, Message, MessageId } from '@wardroom/contract';
import type { ThreadWindow } from '@wardroom/sdk';
import { MessageSquareShare } from 'lucide-react';
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { MessageMenusProvider } from '../marks/message-menus.tsx';
import { FootLine } from '../timeline/foot-line.tsx';
import { lastOwn } from '../timeline/last-own.ts';
import { IconButton, Notice } from '../ui/parts.tsx';
import { piece } from '../ui/piece.tsx';
import { loadThreadNewer, openThread } from '../workspace/reading.ts';
import type { Outgoing } from '../workspace/state.ts';
import { titleOf } from '../workspace/titles.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useMay } from '../workspace/use-may.ts';
import { useSelect, useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { Composer } from './composer.tsx';
import { MessageRow } from './message-row.tsx';
import { nameOf, useMentionTitle } from './names.ts';
import { OutgoingRow } from './outgoing-row.tsx';
import { SideHead } from './side-head.tsx';
import { useRowKeys } from './use-row-keys.ts';

/** Loaded where one reads and does not write. */
export const ClosedFoot = piece(
  () => import('./closed-foot.tsx').then((module) => module.default),
  <div className="closed" />,
);

interface ThreadPaneProps {
  readonly channelId: ChannelId;
  readonly rootId: MessageId;
  /** channel_seq of the reply that a link leads to. */
  readonly at: number | undefined;
  readonly onClose: () => void;
}

export function ThreadPane({ channelId, rootId, at, onClose }: ThreadPaneProps) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const synced = useSynced();
  const thread = synced.threads[rootId];
  const inside = synced.channels[channelId];
  const failure = useSelect((state) => state.failures.get(rootId));
  const may = useMay(channelId);
  const [editing, setEditing] = useState<MessageId | null>(null);
  const [target, setTarget] = useState<MessageId | null>(null);
  const missing = thread === undefined && failure === undefined;
  const snapshot = useSelect((state) => state.snapshot);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was asked for before a new snapshot is asked for again.
  useEffect(() => {
    if (missing) openThread(workspace, rootId).catch(() => undefined);
  }, [workspace, rootId, missing, snapshot]);
  const pane = useRef<HTMLElement>(null);
  useThreadFocus(pane, thread !== undefined);
  return (
    <aside
      ref={pane}
      className="side thread"
      aria-label={t('timeline.thread')}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented && editing === null && target === null)
          onClose();
      }}
    >
      <ThreadHead channelId={channelId} root={thread?.root} onClose={onClose} />
      {failure === undefined ? null : <Notice failure={failure} />}
      {thread === undefined ? (
        <div className="side-scroll" />
      ) : (
        <MessageMenusProvider onEdit={setEditing} onTarget={setTarget}>
          <Replies
            thread={thread}
            rootId={rootId}
            at={at}
            editing={editing}
            onEdit={setEditing}
            target={target}
          />
        </MessageMenusProvider>
      )}
      <div className="thread-foot">
        <FootLine channelId={channelId} threadRootId={rootId} />
        {thread !== undefined && may('write') ? (
          <Composer
            channelId={channelId}
            threadRootId={rootId}
            label={t('timeline.replyField')}
            onEditLast={() => setEditing(lastOwn(thread.replies, synced.me.id))}
          />
        ) : thread !== undefined && inside ? (
          <ClosedFoot place={rootId} channel={inside} onClose={onClose} />
        ) : null}
      </div>
    </aside>
  );
}

/** Whoever opens a thread goes on in its field, unless that opens a keyboard on the glass; closing leads back. */
function useThreadFocus(pane: RefObject<HTMLElement | null>, loaded: boolean): void {
  const opener = useRef<Element | null>(null);
  useLayoutEffect(() => {
    opener.current = document.activeElement;
    return () => {
      const from = opener.current;
      if (!(from instanceof HTMLElement) || from === document.body) return;
      const back = from.isConnected ? from : document.querySelector<HTMLElement>('.timeline');
      // Not before the pane, in which the focus may still be, has left the page.
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) back?.focus({ preventScroll: true });
      });
    };
  }, []);
  useEffect(() => {
    const opened = opener.current !== null && opener.current !== document.body;
    if (!loaded || !opened || !matchMedia('(pointer: fine)').matches) return;
    pane.current?.querySelector<HTMLElement>('.composer textarea')?.focus();
  }, [pane, loaded]);
}

interface ThreadHeadProps {
  readonly channelId: ChannelId;
  readonly root: Message | undefined;
  readonly onClose: () => void;
}

/** Below this width the thread covers the list (see shell.css). */
const besideQuery = '(min-width: 1080px)';

function ThreadHead({ channelId, root, onClose }: ThreadHeadProps) {
  const { t } = useTexts();
  const synced = useSynced();
  const navigate = useNavigate();
  const channel = synced.channels[channelId];
  const toRoot = (message: Message) => {
    const search = { at: message.channelSeq };
    const beside = matchMedia(besideQuery).matches;
    const params = { channelId, messageId: message.id };
    const going = beside
      ? navigate({ to: '/c/$channelId/t/$messageId', params, search })
      : navigate({ to: '/c/$channelId', params: { channelId }, search });
    going.catch(() => undefined);
  };
  const name = channel && titleOf(synced, channel, t('chat.somebody')).name;
  return (
    <SideHead
      title={t('timeline.thread')}
      below={
        name === undefined ? null : (
          <span className="side-where">
            {t('timeline.threadIn', { name: channel?.kind === 'direct' ? name : `#${name}` })}
          </span>
        )
      }
      closeLabel={t('timeline.closeThread')}
      onClose={onClose}
    >
      {root === undefined ? null : (
        <IconButton
          icon={MessageSquareShare}
          label={t('timeline.showInChannel')}
          onClick={() => toRoot(root)}
        />
      )}
    </SideHead>
  );
}

interface RepliesProps {
  readonly thread: ThreadWindow;
  readonly rootId: MessageId;
  readonly at: number | undefined;
  readonly editing: MessageId | null;
  readonly onEdit: (messageId: MessageId | null) => void;
  /** Whose menu is open. */
  readonly target: MessageId | null;
}

function Replies({ thread, rootId, at, editing, onEdit, target }: RepliesProps) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const synced = useSynced();
  const formats = useFormats();
  const mention = useMentionTitle();
  const outgoing = useOutgoing(rootId);
  const scroller = useRef<HTMLDivElement>(null);
  const count = thread.replies.length + outgoing.length;
  const messages = useMemo(() => [thread.root, ...thread.replies], [thread]);
  const rows = useMemo(() => messages.map((message) => ({ key: message.id, message })), [messages]);
  const keys = useRowKeys({ channelId: thread.root.channelId, rows, inThread: true, onEdit });
  useReplyInView(scroller, thread, { count, at });
  const row = (message: Message) => (
    // biome-ignore lint/a11y/noStaticElementInteractions: shows the buttons of the message; the arrow keys do too.
    <div
      key={message.id}
      className="reply"
      data-key={message.id}
      onPointerMove={({ pointerType }) => {
        if (pointerType === 'mouse') keys.activate(message.id);
      }}
      onFocus={() => keys.activate(message.id)}
    >
      <MessageRow
        message={message}
        author={nameOf(synced, message.authorId, t('chat.somebody'))}
        continued={false}
        active={(target ?? keys.active) === message.id}
        editing={editing === message.id}
        marked={at !== undefined && message.channelSeq === at && message.threadRootId !== null}
        inThread
        formats={formats}
        mention={mention}
        onEdit={onEdit}
      />
    </div>
  );
  return (
    <div
      ref={scroller}
      className="side-scroll replies"
      role="log"
      aria-live="off"
      aria-label={t('timeline.repliesLabel')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
      tabIndex={0}
      onKeyDown={keys.onKeyDown}
      onContextMenu={keys.onContextMenu}
      onPointerLeave={keys.leave}
    >
      {row(thread.root)}
      <div className="divider divider-start">
        {count === 0 ? t('timeline.noReplies') : t('timeline.replies', { count })}
      </div>
      {thread.replies.map(row)}
      {outgoing.map((sending) => (
        <OutgoingRow key={sending.clientKey} outgoing={sending} continued={false} mention={mention} />
      ))}
      {thread.hasAfter ? (
        <button
          type="button"
          className="button"
          onClick={() => loadThreadNewer(workspace, rootId).catch(() => undefined)}
        >
          {t('timeline.moreReplies')}
        </button>
      ) : null}
    </div>
  );
}

function useOutgoing(rootId: MessageId): readonly Outgoing[] {
  const outbox = useSelect((state) => state.outbox);
  return useMemo(() => outbox.filter(({ threadRootId }) => threadRootId === rootId), [outbox, rootId]);
}

/** Pixels from the end that still count as the end. */
const endThreshold = 80;

/** Opens at the linked reply, else at the end; a new reply is followed by who is at the end or wrote it. */
function useReplyInView(
  scroller: RefObject<HTMLDivElement | null>,
  thread: ThreadWindow,
  { count, at }: { readonly count: number; readonly at: number | undefined },
): void {
  const me = useSynced().me.id;
  const placed = useRef<number | 'end' | null>(null);
  const end = useRef(0);
  useLayoutEffect(() => {
    const list = scroller.current;
    if (list === null) return;
    const linked = thread.replies.find(({ channelSeq }) => channelSeq === at);
    if (linked !== undefined && placed.current !== linked.channelSeq) {
      placed.current = linked.channelSeq;
      list.querySelector(`[data-key="${CSS.escape(linked.id)}"]`)?.scrollIntoView({ block: 'center' });
    } else {
      const wasAtEnd = end.current - list.scrollTop - list.clientHeight < endThreshold;
      const own = count > 0 && (thread.replies.length < count || thread.replies.at(-1)?.authorId === me);
      if (placed.current === null || wasAtEnd || own) list.scrollTo({ top: list.scrollHeight });
      placed.current ??= 'end';
    }
    end.current = list.scrollHeight;
  }, [scroller, thread.replies, count, at, me]);
}
