import { Link } from '@tanstack/react-router';
import type { Message } from '@wardroom/contract';
import { useTexts } from '../i18n/use-texts.ts';
import type { Formats } from '../ui/formats.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';

export function ThreadLink({ message, formats }: { message: Message; formats: Formats }) {
  const { t } = useTexts();
  const { environment } = useWorkspace();
  if (message.replyCount === 0) return null;
  const { lastReplyAt } = message;
  const now = environment.now();
  const isOf = (day: number) => lastReplyAt !== null && formats.dayKey(lastReplyAt) === formats.dayKey(day);
  return (
    <Link
      className="thread-link"
      to="/c/$channelId/t/$messageId"
      params={{ channelId: message.channelId, messageId: message.id }}
    >
      {t('timeline.replies', { count: message.replyCount })}
      {lastReplyAt === null ? null : (
        <span className="quiet" title={formats.full(lastReplyAt)}>
          {' · '}
          {isOf(now) || isOf(message.sentAt)
            ? t('timeline.lastReply', { time: formats.time(lastReplyAt) })
            : t('timeline.lastReplyDay', { day: formats.dayWithin(lastReplyAt, now) })}
        </span>
      )}
    </Link>
  );
}
