/** What can be done with a channel from the list: by pointer, by touch and by keyboard alike. */
import { useNavigate } from '@tanstack/react-router';
import {
  Archive,
  Bell,
  BellOff,
  Check,
  CircleDot,
  FolderInput,
  FolderMinus,
  FolderPlus,
  Link2,
  LogOut,
  Star,
  StarOff,
} from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { showToast } from '../ui/toasts.tsx';
import { favour, moveChannel, mute } from '../workspace/arranging.ts';
import { leaveChannel } from '../workspace/channels.ts';
import { arrange, usePreferences } from '../workspace/preferences.ts';
import { markRead, markUnread } from '../workspace/reading.ts';
import { useMay } from '../workspace/use-may.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import type { ChannelRow } from './rows.ts';
import { useAttempt } from './use-attempt.ts';

interface ChannelMenuProps {
  readonly row: ChannelRow;
  readonly at: DOMRect;
  readonly onClose: () => void;
  /** Asks for the title of a section that the channel goes into. */
  readonly onNewSection: (row: ChannelRow) => void;
  readonly onArchive: (row: ChannelRow) => void;
}

export function ChannelMenu({ row, at, onClose, onNewSection, onArchive }: ChannelMenuProps) {
  const { t } = useTexts();
  const attempt = useAttempt();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const may = useMay(row.channel.id);
  const { channel, title, muted, favourite } = row;
  const { unread } = channel.membership;
  const items: (MenuItem | null)[] = [
    unread > 0
      ? {
          label: t('sidebar.markRead'),
          icon: Check,
          onChoose: () => attempt(markRead(workspace, channel.id)),
        }
      : {
          label: t('sidebar.markUnread'),
          icon: CircleDot,
          disabled: channel.lastSeq === 0,
          onChoose: () => attempt(markUnread(workspace, channel.id)),
        },
    {
      label: t(favourite ? 'sidebar.unfavour' : 'sidebar.favour'),
      icon: favourite ? StarOff : Star,
      onChoose: () => attempt(arrange(workspace, favour(channel.id, !favourite))),
    },
    {
      label: t(muted ? 'sidebar.unmute' : 'sidebar.mute'),
      icon: muted ? Bell : BellOff,
      onChoose: () => attempt(arrange(workspace, mute(channel.id, !muted))),
    },
    ...useSectionItems(row, onNewSection),
    {
      label: t('sidebar.copyLink'),
      icon: Link2,
      apart: true,
      onChoose: () =>
        attempt(
          navigator.clipboard
            .writeText(`${workspace.environment.origin}/c/${channel.id}`)
            .then(() => showToast({ text: t('sidebar.copied') })),
        ),
    },
    may('archive') && !channel.archived
      ? { label: t('sidebar.archive'), icon: Archive, onChoose: () => onArchive(row) }
      : null,
    may('leave')
      ? {
          label: t('sidebar.leave'),
          icon: LogOut,
          danger: true,
          onChoose: () => attempt(leaveChannel(workspace, channel.id).then(() => navigate({ to: '/' }))),
        }
      : null,
  ];
  return (
    <Menu
      label={title.look === 'public' || title.look === 'private' ? `#${title.name}` : title.name}
      items={items.filter((item) => item !== null)}
      at={at}
      onClose={onClose}
    />
  );
}

function useSectionItems(row: ChannelRow, onNewSection: (row: ChannelRow) => void): MenuItem[] {
  const { t } = useTexts();
  const attempt = useAttempt();
  const workspace = useWorkspace();
  const { sections } = usePreferences();
  const move = (sectionId: string | null) =>
    attempt(arrange(workspace, moveChannel(row.channel.id, sectionId)));
  const items = sections
    .filter(({ id }) => id !== row.sectionId)
    .map(({ id, title }, index) => ({
      label: t('sidebar.moveTo', { name: title }),
      icon: FolderInput,
      apart: index === 0,
      onChoose: () => move(id),
    }));
  const out = { label: t('sidebar.moveOut'), icon: FolderMinus, onChoose: () => move(null) };
  return [
    ...items,
    ...(row.sectionId === null ? [] : [out]),
    { label: t('sidebar.moveToNew'), icon: FolderPlus, onChoose: () => onNewSection(row) },
  ];
}
