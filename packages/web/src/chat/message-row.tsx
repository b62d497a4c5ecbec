import type { Message } from '@wardroom/contract';
import { memo } from 'react';
import { Formatted, type MentionTitle } from '../text/formatted.tsx';
import type { Formats } from '../ui/formats.ts';
import { Avatar } from '../ui/parts.tsx';
import type { MessageRights } from '../workspace/rights.ts';
import { MessageActions } from './message-actions.tsx';
import { MessageEdit } from './message-edit.tsx';
import type { Named } from './names.ts';
import { ThreadLink } from './thread-link.tsx';

export interface MessageRowProps {
  readonly message: Message;
  readonly author: Named;
  readonly continued: boolean;
  /** Pointer or focus is here: what can be done is shown. */
  readonly active: boolean;
  readonly editing: boolean;
  readonly marked: boolean;
  readonly inThread: boolean;
  readonly rights: MessageRights;
  readonly formats: Formats;
  readonly mention: MentionTitle;
  readonly onEdit: (messageId: Message['id'] | null) => void;
}

export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { message, author, continued, active, editing, marked, inThread, formats } = props;
  return (
    <article
      className={`message${continued ? ' continued' : ''}${marked ? ' marked' : ''}`}
      aria-label={`${author.name}, ${formats.time(message.sentAt)}`}
    >
      {continued ? (
        <time className="gutter-time" dateTime={isoOf(message.sentAt)} title={formats.full(message.sentAt)}>
          {formats.clock(message.sentAt)}
        </time>
      ) : (
        <Avatar id={message.authorId} name={author.name} kind={author.kind} />
      )}
      <div className="message-main">
        {continued ? null : (
          <div className="message-head">
            <bdi className="author">{author.name}</bdi>
            {author.kind === 'person' ? null : <span className="chip chip-agent">{author.kind}</span>}
            <time dateTime={isoOf(message.sentAt)} title={formats.full(message.sentAt)}>
              {formats.time(message.sentAt)}
            </time>
          </div>
        )}
        {editing ? (
          <MessageEdit message={message} onDone={() => props.onEdit(null)} />
        ) : (
          <MessageBody message={message} mention={props.mention} formats={formats} />
        )}
        {inThread ? null : <ThreadLink message={message} formats={formats} />}
      </div>
      {active && !editing ? (
        <MessageActions message={message} inThread={inThread} rights={props.rights} onEdit={props.onEdit} />
      ) : null}
    </article>
  );
});

const isoOf = (at: number): string => new Date(at).toISOString();

interface MessageBodyProps {
  readonly message: Message;
  readonly mention: MentionTitle;
  readonly formats: Formats;
}

function MessageBody({ message, mention, formats }: MessageBodyProps) {
  if (message.redactedAt !== null || message.body === null)
    return <p className="tombstone">This message was removed.</p>;
  return (
    <>
      <Formatted text={message.body} mention={mention} />
      {message.editedAt === null ? null : (
        <span className="edited" title={formats.full(message.editedAt)}>
          edited
        </span>
      )}
    </>
  );
}
