import { useNavigate } from '@tanstack/react-router';
import type { ChannelId } from '@wardroom/contract';
import { Compass, FolderPlus, Hash } from 'lucide-react';
import type { DialogName } from '../dialogs/dialog-props.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Menu } from '../ui/menu.tsx';
import { markRead } from '../workspace/reading.ts';
import { holds } from '../workspace/rights.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { ChannelMenu } from './channel-menu.tsx';
import { builtIns, type ChannelRow, type HeadRow, type SidebarRow } from './rows.ts';
import { SectionMenu } from './section-menu.tsx';

export type SidebarOpening =
  | { readonly kind: 'channel'; readonly row: ChannelRow; readonly at: DOMRect }
  | { readonly kind: 'section'; readonly row: HeadRow; readonly at: DOMRect }
  | { readonly kind: 'add'; readonly at: DOMRect };

interface SidebarMenusProps {
  readonly opening: SidebarOpening;
  readonly rows: readonly SidebarRow[];
  readonly onClose: () => void;
  readonly onOpen: (dialog: DialogName) => void;
  /** Asks for the title of a section; null: of a new one, with these channels in it. */
  readonly onAsk: (
    section: { readonly id: string; readonly title: string } | null,
    channelIds: readonly ChannelId[],
  ) => void;
  readonly onArchive: (channelId: ChannelId) => void;
}

export function SidebarMenus({ opening, rows, onClose, onOpen, onAsk, onArchive }: SidebarMenusProps) {
  const workspace = useWorkspace();
  switch (opening.kind) {
    case 'channel': {
      // As it is now, not as it was when the menu was opened.
      const row = rows.find(({ key }) => key === opening.row.key) ?? opening.row;
      return (
        <ChannelMenu
          row={row.kind === 'channel' ? row : opening.row}
          at={opening.at}
          onClose={onClose}
          onNewSection={({ channel }) => onAsk(null, [channel.id])}
          onArchive={({ channel }) => onArchive(channel.id)}
        />
      );
    }
    case 'section':
      return (
        <SectionMenu
          row={opening.row}
          at={opening.at}
          onClose={onClose}
          onNewSection={() => onAsk(null, [])}
          onRename={(section) => onAsk(section, [])}
          onMarkRead={(head) => {
            for (const row of rows)
              if (row.kind === 'channel' && isIn(row, head) && row.channel.membership.unread > 0)
                markRead(workspace, row.channel.id).catch(() => undefined);
          }}
        />
      );
    default:
      return <AddMenu at={opening.at} onClose={onClose} onOpen={onOpen} onAsk={onAsk} />;
  }
}

function isIn(row: ChannelRow, { section }: HeadRow): boolean {
  if (row.favourite) return section === builtIns.favourites;
  if (typeof section !== 'string') return row.sectionId === section.id;
  const home = row.channel.kind === 'direct' ? builtIns.direct : builtIns.channels;
  return row.sectionId === null && section === home;
}

type AddMenuProps = Pick<SidebarMenusProps, 'onClose' | 'onOpen' | 'onAsk'> & { readonly at: DOMRect };

function AddMenu({ at, onClose, onOpen, onAsk }: AddMenuProps) {
  const { t } = useTexts();
  const synced = useSynced();
  const navigate = useNavigate();
  const create = { label: t('sidebar.create'), icon: Hash, onChoose: () => onOpen('create') };
  const browse = {
    label: t('sidebar.browse'),
    icon: Compass,
    onChoose: () => {
      navigate({ to: '/channels' }).catch(() => undefined);
    },
  };
  const items = [
    ...(holds(synced, 'channel.create') ? [create] : []),
    ...(holds(synced, 'channel.browse') ? [browse] : []),
    { label: t('sidebar.newSection'), icon: FolderPlus, onChoose: () => onAsk(null, []) },
  ];
  return <Menu label={t('sidebar.addChannels')} items={items} at={at} onClose={onClose} />;
}
