import type { AuditEntryView } from '@wardroom/contract';
import { Download, Radio } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Menu, useOpening } from '../../ui/menu.tsx';
import { piece } from '../../ui/piece.tsx';
import { holds } from '../../workspace/rights.ts';
import { useSynced } from '../../workspace/use-workspace.ts';
import { saveCsv } from '../export-button.tsx';
import { More } from '../more.tsx';
import type { Names } from '../names.ts';
import { cellsOf } from './save-rows.ts';
import type { Chosen } from './use-reading.ts';
import { Views } from './views.tsx';
import type { Words } from './words.ts';

const ExportDialog = piece(() => import('./export-dialog.tsx').then((module) => module.default));

interface ActionsProps {
  readonly chosen: Chosen;
  readonly names: Names;
  readonly rows: readonly AuditEntryView[];
  readonly isLive: boolean;
  readonly onLive: (isLive: boolean) => void;
  readonly onSearch: (words: Words) => void;
}

export function Actions({ chosen, names, rows, isLive, onLive, onSearch }: ActionsProps) {
  const { t } = useTexts();
  return (
    <>
      <button
        type="button"
        role="switch"
        aria-checked={isLive}
        className="button live-switch"
        title={t('auditLog.liveHint')}
        onClick={() => onLive(!isLive)}
      >
        <Radio size={15} aria-hidden="true" /> {t('auditLog.live')}
      </button>
      <More>
        <Views chosen={chosen} names={names} onSearch={onSearch} />
        <Exports rows={rows} />
      </More>
    </>
  );
}

/** The rows for a spreadsheet; the log itself with its proofs only for whoever may take it along. */
function Exports({ rows }: { rows: readonly AuditEntryView[] }) {
  const { t } = useTexts();
  const synced = useSynced();
  const { at, openAt, close } = useOpening();
  const [isOpen, setOpen] = useState(false);
  const items = [
    ...(holds(synced, 'audit.export')
      ? [{ label: t('auditLog.exportLog'), onChoose: () => setOpen(true) }]
      : []),
    {
      label: t('auditLog.exportRows', { count: rows.length }),
      disabled: rows.length === 0,
      onChoose: () => saveCsv(`audit-${synced.tenant.slug}`, cellsOf(rows)),
    },
  ];
  return (
    <>
      <button
        type="button"
        className="button"
        aria-haspopup="menu"
        aria-expanded={at !== null}
        onClick={({ currentTarget }) => openAt(currentTarget)}
      >
        <Download size={15} aria-hidden="true" /> {t('console.export')}
      </button>
      {at === null ? null : <Menu label={t('console.export')} items={items} at={at} onClose={close} />}
      {isOpen ? <ExportDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}
