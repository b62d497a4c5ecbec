import { ArrowDown, ArrowUp, CheckCheck, FolderPlus, Pencil, Trash2 } from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { showToast } from '../ui/toasts.tsx';
import { placeSection, removeSection, restoreSection } from '../workspace/arranging.ts';
import { arrange, usePreferences } from '../workspace/preferences.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import type { HeadRow } from './rows.ts';
import { useAttempt } from './use-attempt.ts';

interface SectionMenuProps {
  readonly row: HeadRow;
  readonly at: DOMRect;
  readonly onClose: () => void;
  readonly onNewSection: () => void;
  readonly onRename: (section: { readonly id: string; readonly title: string }) => void;
  readonly onMarkRead: (row: HeadRow) => void;
}

export function SectionMenu({ row, at, onClose, onNewSection, onRename, onMarkRead }: SectionMenuProps) {
  const { t } = useTexts();
  const attempt = useAttempt();
  const workspace = useWorkspace();
  const { sections } = usePreferences();
  const { section } = row;
  const own = typeof section === 'string' ? null : section;
  const items: MenuItem[] = [
    { label: t('sidebar.markAllRead'), icon: CheckCheck, onChoose: () => onMarkRead(row) },
    { label: t('sidebar.newSection'), icon: FolderPlus, onChoose: onNewSection },
  ];
  if (own !== null) {
    const place = (to: number) => attempt(arrange(workspace, placeSection(own.id, to)));
    const last = sections.length - 1;
    items.push(
      { label: t('sidebar.rename'), icon: Pencil, apart: true, onChoose: () => onRename(own) },
      { label: t('sidebar.up'), icon: ArrowUp, disabled: own.at === 0, onChoose: () => place(own.at - 1) },
      {
        label: t('sidebar.down'),
        icon: ArrowDown,
        disabled: own.at === last,
        onChoose: () => place(own.at + 1),
      },
      { label: t('sidebar.removeSection'), icon: Trash2, danger: true, onChoose: () => remove(own) },
    );
  }
  const remove = ({ id, title, at: place }: { id: string; title: string; at: number }) => {
    const removed = sections.find((known) => known.id === id);
    attempt(arrange(workspace, removeSection(id)));
    if (removed !== undefined)
      showToast({
        text: t('sidebar.sectionRemoved', { name: title }),
        undo: () => attempt(arrange(workspace, restoreSection(removed, place))),
      });
  };
  const name = own === null ? t(`sidebar.section.${section as 'channels'}`) : own.title;
  return <Menu label={t('sidebar.sectionMenuOf', { name })} items={items} at={at} onClose={onClose} />;
}
