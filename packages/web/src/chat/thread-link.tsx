import { Link } from '@tanstack/react-router';
import type { Message } from '@wardroom/contract';
import type { Formats } from '../ui/formats.ts';

export function ThreadLink({ message, formats }: { message: Message; formats: Formats }) {
  if (message.replyCount === 0) return null;
  return (
    <Link
      className="thread-link"
      to="/c/$channelId/t/$messageId"
      params={{ channelId: message.channelId, messageId: message.id }}
    >
      {message.replyCount === 1 ? '1 reply' : `${message.replyCount} replies`}
      {message.lastReplyAt === null ? null : (
        <span className="quiet" title={formats.full(message.lastReplyAt)}>
          {' '}
          · last at {formats.time(message.lastReplyAt)}
        </span>
      )}
    </Link>
  );
}
