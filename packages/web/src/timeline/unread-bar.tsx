import { useNavigate } from '@tanstack/react-router';
import type { Channel } from '@wardroom/contract';
import type { MessageWindow } from '@wardroom/sdk';
import { ArrowUp, X } from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';
import { IconButton } from '../ui/parts.tsx';
import { markRead } from '../workspace/reading.ts';
import { without } from '../workspace/state.ts';
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

/** While the first unread message is further up than what is on the screen: how many there are, and the way there. */
export function UnreadBar({ channel, timeline, rows, firstRow, onGo }: UnreadBarProps) {
  const { t } = useTexts();
  const workspace = useWorkspace();
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
  return (
    <div className="unread-bar">
      <button type="button" className="unread-go" onClick={go}>
        <ArrowUp size={14} aria-hidden="true" />
        {t('timeline.unreadAbove', { count: Math.max(1, channel.lastSeq - unreadAfter) })}
        <span className="unread-hint">{t('timeline.toUnread')}</span>
      </button>
      <IconButton icon={X} label={t('timeline.markRead')} onClick={read} />
    </div>
  );
}
