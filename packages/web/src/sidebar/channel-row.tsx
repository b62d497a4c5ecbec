import { useRouter } from '@tanstack/react-router';
import { BellOff, MoreHorizontal, Pencil } from 'lucide-react';
import { type MouseEvent, memo, type SyntheticEvent } from 'react';
import type { Texts } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { IconButton } from '../ui/parts.tsx';
import { usePresence } from '../workspace/presence.ts';
import { ChannelIcon } from './channel-icon.tsx';
import { type ChannelRow, standsOut } from './rows.ts';

interface ChannelRowViewProps {
  readonly row: ChannelRow;
  readonly current: boolean;
  readonly draft: boolean;
  readonly onMenu: (row: ChannelRow, at: DOMRect) => void;
}

export const ChannelRowView = memo(function ChannelRowView(props: ChannelRowViewProps) {
  const { row, current, draft, onMenu } = props;
  const { channel, title, muted } = row;
  const texts = useTexts();
  const router = useRouter();
  const presence = useOther(row);
  const href = `/c/${channel.id}`;
  const follow = (event: MouseEvent) => {
    // Another tab or window is the browser's matter.
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey)
      return;
    event.preventDefault();
    router.navigate({ to: '/c/$channelId', params: { channelId: channel.id } }).catch(() => undefined);
  };
  const openMenu = (event: SyntheticEvent<HTMLElement>) => {
    event.preventDefault();
    onMenu(row, (event.currentTarget.parentElement ?? event.currentTarget).getBoundingClientRect());
  };
  const names = ['channel-link', standsOut(row) ? 'unread' : '', muted ? 'muted' : ''];
  if (current) names.push('current');
  if (channel.archived) names.push('archived');
  return (
    <>
      <a
        href={href}
        className={names.filter((name) => name !== '').join(' ')}
        aria-current={current ? 'page' : undefined}
        aria-label={labelOf(texts, { row, draft, presence })}
        onClick={follow}
        aria-keyshortcuts="Shift+F10"
        onContextMenu={openMenu}
        onKeyDown={(event) => {
          if (event.key === 'ArrowRight' && !event.altKey && !event.ctrlKey && !event.metaKey)
            openMenu(event);
        }}
      >
        <ChannelIcon title={title} />
        <bdi className="channel-name">{title.name}</bdi>
        <RowMarks row={row} draft={draft} />
      </a>
      <IconButton
        icon={MoreHorizontal}
        className="row-menu"
        // One stop per row: from the link, Shift+F10 or → opens it.
        tabIndex={-1}
        label={texts.t('sidebar.menuOf', { name: title.name })}
        aria-haspopup="menu"
        onClick={openMenu}
      />
    </>
  );
});

/** Nobody's presence is followed where none is shown. */
function useOther({ title, channel }: ChannelRow) {
  const state = usePresence(title.other ?? channel.participants[0] ?? 'prn_');
  return title.look === 'direct' ? state : null;
}

/** Numbers by style sheet: the name of the link says them in words, and names begin with what is seen (WCAG 2.5.3). */
function RowMarks({ row, draft }: { row: ChannelRow; draft: boolean }) {
  const { mentions, unread } = row.channel.membership;
  return (
    <span className="row-marks" aria-hidden="true">
      {draft ? <Pencil size={13} /> : null}
      {row.muted ? <BellOff size={13} /> : null}
      {mentions > 0 ? <span className="badge badge-mention" data-count={short(mentions)} /> : null}
      {mentions === 0 && unread > 0 && !row.muted ? (
        <span
          className={row.channel.kind === 'direct' ? 'badge badge-mention' : 'badge'}
          data-count={short(unread)}
        />
      ) : null}
    </span>
  );
}

export const short = (count: number): string => (count > 99 ? '99+' : String(count));

interface Said {
  readonly row: ChannelRow;
  readonly draft: boolean;
  readonly presence: 'active' | 'away' | 'offline' | null;
}

/** Everything that the eye sees at the row, in words. */
function labelOf({ t }: Pick<Texts, 't'>, { row, draft, presence }: Said): string {
  const { channel, title, muted } = row;
  const { unread, mentions } = channel.membership;
  const parts = [title.name, t(`sidebar.look.${title.look}`)];
  if (presence !== null) parts.push(t(`sidebar.presence.${presence}`));
  if (channel.archived) parts.push(t('sidebar.archived'));
  if (unread > 0) parts.push(t('sidebar.unread', { count: unread }));
  if (mentions > 0) parts.push(t('sidebar.mentions', { count: mentions }));
  if (muted) parts.push(t('sidebar.mutedLabel'));
  if (draft) parts.push(t('sidebar.draft'));
  return parts.join(', ');
}
