import type { ChannelId, Message, MessageId } from '@wardroom/contract';
import type { ThreadWindow } from '@wardroom/sdk';
import { X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { lastOwn } from '../timeline/last-own.ts';
import { IconButton, Notice } from '../ui/parts.tsx';
import { loadThreadNewer, openThread } from '../workspace/reading.ts';
import { channelRights, messageRights } from '../workspace/rights.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useSelect, useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { Composer } from './composer.tsx';
import { MessageRow } from './message-row.tsx';
import { nameOf, useMentionTitle } from './names.ts';
import { OutgoingRow } from './outgoing-row.tsx';

interface ThreadPaneProps {
  readonly channelId: ChannelId;
  readonly rootId: MessageId;
  readonly onClose: () => void;
}

export function ThreadPane({ channelId, rootId, onClose }: ThreadPaneProps) {
  const workspace = useWorkspace();
  const synced = useSynced();
  const thread = synced.threads[rootId];
  const failure = useSelect((state) => state.failures.get(rootId));
  const [editing, setEditing] = useState<MessageId | null>(null);
  const missing = thread === undefined && failure === undefined;
  useEffect(() => {
    if (missing) openThread(workspace, rootId).catch(() => undefined);
  }, [workspace, rootId, missing]);
  return (
    <aside
      className="side"
      aria-label="Thread"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented && editing === null) onClose();
      }}
    >
      <header className="side-head">
        <h2>Thread</h2>
        <IconButton icon={X} label="Close thread" onClick={onClose} />
      </header>
      {failure === undefined ? null : <Notice failure={failure} />}
      {thread === undefined ? (
        <div className="side-scroll" />
      ) : (
        <Replies thread={thread} rootId={rootId} editing={editing} onEdit={setEditing} />
      )}
      {thread !== undefined && channelRights(synced, channelId).write ? (
        <Composer
          channelId={channelId}
          threadRootId={rootId}
          label="Reply…"
          onEditLast={() => setEditing(lastOwn(thread.replies, synced.me.id))}
        />
      ) : null}
    </aside>
  );
}

interface RepliesProps {
  readonly thread: ThreadWindow;
  readonly rootId: MessageId;
  readonly editing: MessageId | null;
  readonly onEdit: (messageId: MessageId | null) => void;
}

function Replies({ thread, rootId, editing, onEdit }: RepliesProps) {
  const workspace = useWorkspace();
  const mention = useMentionTitle();
  const outbox = useSelect((state) => state.outbox);
  const outgoing = useMemo(
    () => outbox.filter(({ threadRootId }) => threadRootId === rootId),
    [outbox, rootId],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const count = thread.replies.length + outgoing.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new reply is brought into view.
  useEffect(() => {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [count]);
  return (
    <div
      ref={scroller}
      className="side-scroll replies"
      role="log"
      aria-live="off"
      aria-label="Replies"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
      tabIndex={0}
    >
      <Reply message={thread.root} editing={editing} onEdit={onEdit} />
      <div className="divider divider-start">
        {count === 0 ? 'No replies yet' : count === 1 ? '1 reply' : `${count} replies`}
      </div>
      {thread.replies.map((reply) => (
        <Reply key={reply.id} message={reply} editing={editing} onEdit={onEdit} />
      ))}
      {outgoing.map((sending) => (
        <OutgoingRow key={sending.clientKey} outgoing={sending} continued={false} mention={mention} />
      ))}
      {thread.hasAfter ? (
        <button
          type="button"
          className="button"
          onClick={() => loadThreadNewer(workspace, rootId).catch(() => undefined)}
        >
          More replies
        </button>
      ) : null}
    </div>
  );
}

interface ReplyProps {
  readonly message: Message;
  readonly editing: MessageId | null;
  readonly onEdit: (messageId: MessageId | null) => void;
}

function Reply({ message, editing, onEdit }: ReplyProps) {
  const synced = useSynced();
  const formats = useFormats();
  const mention = useMentionTitle();
  const [active, setActive] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shows the buttons of the message, which are reached by Tab too.
    <div
      className="reply"
      onPointerEnter={({ pointerType }) => setActive((was) => was || pointerType === 'mouse')}
      onPointerLeave={() => setActive(false)}
      onFocus={() => setActive(true)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: stops here so that the buttons of this message appear.
      tabIndex={0}
    >
      <MessageRow
        message={message}
        author={nameOf(synced, message.authorId)}
        continued={false}
        active={active}
        editing={editing === message.id}
        marked={false}
        inThread
        rights={messageRights(synced, message)}
        formats={formats}
        mention={mention}
        onEdit={onEdit}
      />
    </div>
  );
}
