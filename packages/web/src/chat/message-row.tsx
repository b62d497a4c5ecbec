import type { Message, PrincipalId } from '@wardroom/contract';
import { Diamond, Pin } from 'lucide-react';
import { memo } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Reactions } from '../marks/reactions.tsx';
import { Formatted } from '../text/formatted.tsx';
import type { MentionTitle } from '../text/inlines.tsx';
import { rowLabel } from '../timeline/row-label.ts';
import type { Formats } from '../ui/formats.ts';
import { KindChip } from '../ui/kind-chip.tsx';
import { Avatar } from '../ui/parts.tsx';
import { keepMessage, useMarks } from '../workspace/marks.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { MessageActions } from './message-actions.tsx';
import { MessageEdit } from './message-edit.tsx';
import { type Named, nameOf } from './names.ts';
import { showPerson } from './panes.ts';
import { ThreadLink } from './thread-link.tsx';

interface MessageRowProps {
  readonly message: Message;
  readonly author: Named;
  readonly continued: boolean;
  /** Pointer or focus is here: what can be done is shown. */
  readonly active: boolean;
  readonly editing: boolean;
  readonly marked: boolean;
  readonly inThread: boolean;
  readonly formats: Formats;
  readonly mention: MentionTitle;
  readonly onEdit: (messageId: Message['id'] | null) => void;
}

export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { message, author, continued, active, editing, marked, inThread, formats } = props;
  const texts = useTexts();
  const removing = useMarks((state) => state.removing.has(message.id));
  const state = `${continued ? ' continued' : ''}${marked ? ' marked' : ''}${removing ? ' leaving' : ''}`;
  return (
    <article
      className={`message${state}`}
      aria-label={rowLabel(message, { author: author.name, formats, texts, replies: !inThread })}
      tabIndex={-1}
    >
      <PinMark message={message} />
      {continued ? (
        <time className="gutter-time" dateTime={isoOf(message.sentAt)} title={formats.full(message.sentAt)}>
          {formats.clock(message.sentAt)}
        </time>
      ) : (
        <AuthorPicture message={message} author={author} />
      )}
      <div className="message-main">
        {continued ? null : <Head message={message} author={author} active={active} formats={formats} />}
        {editing ? (
          <MessageEdit message={message} onDone={() => props.onEdit(null)} />
        ) : (
          <MessageBody message={message} mention={props.mention} formats={formats} />
        )}
        {removing ? (
          <Leaving message={message} />
        ) : (
          <>
            <Reactions message={message} inThread={inThread} />
            {inThread ? null : <ThreadLink message={message} formats={formats} />}
          </>
        )}
      </div>
      {active && !editing && !removing ? (
        <MessageActions message={message} inThread={inThread} onEdit={props.onEdit} />
      ) : null}
    </article>
  );
});

const isoOf = (at: number): string => new Date(at).toISOString();

/** Who is not a person is amber and has the diamond. */
export function AuthorPicture({ message, author }: { message: Message; author: Named }) {
  if (author.kind === 'person') return <Avatar id={message.authorId} name={author.name} kind={author.kind} />;
  return (
    <span className="avatar avatar-agent" aria-hidden="true">
      <Diamond size={13} fill="currentColor" />
    </span>
  );
}

interface AuthorNameProps {
  readonly id: PrincipalId;
  readonly author: Named;
  /** Whether Tab stops here: a list of messages is one stop, and its active row has others. */
  readonly stop: boolean;
}

/** The name, and by style sheet the picture beside it, lead to who it is. */
export function AuthorName({ id, author, stop }: AuthorNameProps) {
  return (
    <button
      type="button"
      className="author author-open"
      aria-haspopup="dialog"
      tabIndex={stop ? 0 : -1}
      onClick={() => showPerson(id)}
    >
      <bdi>{author.name}</bdi>
    </button>
  );
}

type HeadProps = Pick<MessageRowProps, 'message' | 'author' | 'active' | 'formats'>;

function Head({ message, author, active, formats }: HeadProps) {
  return (
    <div className="message-head">
      <AuthorName id={message.authorId} author={author} stop={active} />
      <KindChip kind={author.kind} />
      <time dateTime={isoOf(message.sentAt)} title={formats.full(message.sentAt)}>
        {formats.time(message.sentAt)}
      </time>
    </div>
  );
}

function PinMark({ message }: { message: Message }) {
  const { t } = useTexts();
  const synced = useSynced();
  const wish = useMarks((state) => state.pinWishes.get(message.id));
  const pinned = message.redactedAt === null && (wish ?? message.pinnedAt !== null);
  if (!pinned) return null;
  const by = message.pinnedBy ?? synced.me.id;
  return (
    <p className="pin-mark">
      <Pin size={11} aria-hidden="true" />
      {t('marks.pinnedBy', { name: nameOf(synced, by, t('chat.somebody')).name })}
    </p>
  );
}

function Leaving({ message }: { message: Message }) {
  const workspace = useWorkspace();
  const { t } = useTexts();
  const keep = () => {
    keepMessage(workspace, message.id);
    workspace.announce(t('timeline.removeKept'));
  };
  return (
    <p className="leaving-line" role="status">
      {t('timeline.removing')}
      <button type="button" className="button small" onClick={keep}>
        {t('timeline.undo')}
      </button>
    </p>
  );
}

interface MessageBodyProps {
  readonly message: Message;
  readonly mention: MentionTitle;
  readonly formats: Formats;
}

function MessageBody({ message, mention, formats }: MessageBodyProps) {
  const { t } = useTexts();
  if (message.redactedAt !== null || message.body === null)
    return <p className="tombstone">{t('timeline.removed')}</p>;
  return (
    <>
      <Formatted text={message.body} mention={mention} />
      {message.editedAt === null ? null : (
        <span className="edited" title={formats.full(message.editedAt)}>
          {t('timeline.edited')}
        </span>
      )}
    </>
  );
}
