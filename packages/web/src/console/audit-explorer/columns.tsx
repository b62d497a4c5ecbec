import type { AuditEntryView } from '@wardroom/contract';
import { useMemo } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { shortId } from '../../ui/id.tsx';
import { useFormats } from '../../workspace/use-formats.ts';
import { useNow } from '../../workspace/use-now.ts';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { Actor, type EntryProps, OutcomeChip, Resource, subjectOf } from '../audit-parts.tsx';
import type { Names } from '../names.ts';
import type { Column } from '../table.tsx';

export function useColumns(names: Names): readonly Column<AuditEntryView>[] {
  const { t } = useTexts();
  const formats = useFormats();
  const seconds = useSeconds();
  const now = useNow();
  return [
    {
      label: t('console.audit.time'),
      order: 'descending',
      width: '170px',
      cell: ({ at }) => (
        <time dateTime={new Date(at).toISOString()} title={formats.full(at)}>
          <span className="quiet">{formats.day(at, now)}</span> {seconds.format(at)}
        </time>
      ),
    },
    { label: t('console.audit.actor'), cell: (entry) => <Actor {...{ entry, names }} />, width: '18%' },
    {
      label: t('console.audit.event'),
      cell: ({ type, count }) => (count > 1 ? `${type} × ${count}` : type),
      kind: 'mono',
      width: '22%',
    },
    {
      label: t('console.audit.outcome'),
      width: '90px',
      cell: ({ outcome }) => <OutcomeChip outcome={outcome} />,
      phone: 'end',
    },
    {
      label: t('console.audit.resource'),
      cell: (entry) => (
        <>
          <Resource {...{ entry, names }} /> <Concerned {...{ entry, names }} />
        </>
      ),
    },
    {
      label: t('console.audit.credential'),
      cell: ({ credentialId }) => (credentialId === null ? '–' : `…${credentialId.slice(-6)}`),
      kind: 'mono',
      phone: 'away',
      width: '96px',
    },
  ];
}

function Concerned({ entry, names }: EntryProps) {
  const { t } = useTexts();
  const id = subjectOf(entry);
  if (id === null) return null;
  return (
    <span className="quiet" title={id}>
      {t('console.audit.concerns', { name: names.person(id) ?? shortId(id) })}
    </span>
  );
}

/** Of evidence the order within a minute matters. */
function useSeconds(): Intl.DateTimeFormat {
  const { locale } = useTexts();
  const { timeZone } = useWorkspace().environment;
  return useMemo(
    () =>
      new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone }),
    [locale, timeZone],
  );
}
