import { ChevronDown, ChevronRight, MoreHorizontal, Plus } from 'lucide-react';
import { memo } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { IconButton } from '../ui/parts.tsx';
import type { HeadRow } from './rows.ts';

interface SectionHeadProps {
  readonly row: HeadRow;
  readonly onFold: (row: HeadRow) => void;
  /** null: nothing can be added here. */
  readonly onAdd: ((row: HeadRow, at: DOMRect) => void) | null;
  readonly onMenu: (row: HeadRow, at: DOMRect) => void;
}

export const SectionHead = memo(function SectionHead({ row, onFold, onAdd, onMenu }: SectionHeadProps) {
  const { t } = useTexts();
  const { section, collapsed } = row;
  const own = typeof section !== 'string';
  const title = own ? section.title : t(`sidebar.section.${section}`);
  const Chevron = collapsed ? ChevronRight : ChevronDown;
  return (
    <div className="section">
      <h2>
        <button type="button" className="fold" aria-expanded={!collapsed} onClick={() => onFold(row)}>
          <Chevron size={13} aria-hidden="true" />
          {own ? <bdi>{title}</bdi> : title}
        </button>
      </h2>
      <span className="section-actions">
        {section === 'favourites' || (!own && row.count === 0) ? null : (
          <IconButton
            icon={MoreHorizontal}
            className="row-menu"
            label={t('sidebar.sectionMenuOf', { name: title })}
            aria-haspopup="menu"
            onClick={(event) => onMenu(row, event.currentTarget.getBoundingClientRect())}
          />
        )}
        {onAdd === null ? null : (
          <IconButton
            icon={Plus}
            label={t(section === 'direct' ? 'sidebar.newMessage' : 'sidebar.addChannels')}
            aria-haspopup={section === 'direct' ? 'dialog' : 'menu'}
            onClick={(event) => onAdd(row, event.currentTarget.getBoundingClientRect())}
          />
        )}
      </span>
    </div>
  );
});
