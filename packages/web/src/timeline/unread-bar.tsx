import { useNavigate } from '@tanstack/react-router';
import type { Channel } from '@wardroom/contract';
import type { MessageWindow } from '@wardroom/sdk';
import { ArrowUp, Check } from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';
import type { Formats } from '../ui/formats.ts';
import { markRead } from '../workspace/reading.ts';
import { without } from '../workspace/state.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useSelect, useWorkspace } from '../workspace/use-workspace.ts';
import type { Row } from './rows.ts';

interface UnreadBarProps {
  readonly channel: Channel;
  readonly timeline: MessageWindow;
  readonly rows: readonly Row[];
  /** Number of the first row on the screen. */
  readonly firstRow: number;
  /** Shows the row with this key. */
  readonly onGo: (key: string) => void;
}

/** While the first unread message is further up than what is on the screen: how many there are since when, the way there, and the way to be done with them. */
export function UnreadBar({ channel, timeline, rows, firstRow, onGo }: UnreadBarProps) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const formats = useFormats();
  const navigate = useNavigate();
  const unreadAfter = useSelect((state) => state.unreadAfter.get(channel.id) ?? null);
  const line = rows.findIndex(({ kind }) => kind === 'unread');
  const firstSeq = timeline.messages[0]?.channelSeq ?? 0;
  const further = line === -1 && unreadAfter !== null && timeline.hasBefore && firstSeq > unreadAfter + 1;
  if (unreadAfter === null || !(further || (line !== -1 && line < firstRow))) return null;
  const go = () => {
    if (line !== -1) onGo('unread');
    else {
      const search = { at: unreadAfter + 1 };
      navigate({ to: '/c/$channelId', params: { channelId: channel.id }, search }).catch(() => undefined);
    }
  };
  const read = () => {
    workspace.store.set((state) => ({ ...state, unreadAfter: without(state.unreadAfter, channel.id) }));
    markRead(workspace, channel.id).catch(() => undefined);
  };
  const count = Math.max(1, channel.lastSeq - unreadAfter);
  const time = since(rows[line + 1], formats, workspace.environment.now());
  return (
    <section className="unread-bar" aria-label={t('timeline.new')}>
      <span className="unread-count">
        {line === -1 || time === null
          ? t('timeline.unreadAbove', { count })
          : t('timeline.unreadSince', { count, time })}
      </span>
      <button type="button" className="unread-go" onClick={go}>
        <ArrowUp size={14} aria-hidden="true" /> {t('timeline.toUnread')}
      </button>
      <button type="button" className="unread-go" onClick={read}>
        <Check size={14} aria-hidden="true" /> {t('timeline.markRead')}
      </button>
    </section>
  );
}

/** When the first of them was said: the time of today, else the day. */
function since(row: Row | undefined, formats: Formats, now: number): string | null {
  if (row?.kind !== 'message') return null;
  const { sentAt } = row.message;
  return formats.dayKey(sentAt) === formats.dayKey(now) ? formats.time(sentAt) : formats.day(sentAt, now);
}
