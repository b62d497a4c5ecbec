import { useQueryClient } from '@tanstack/react-query';
import type { AuditEntryView } from '@wardroom/contract';
import { RefreshCw, X } from 'lucide-react';
import { useMemo } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { shortId } from '../ui/id.tsx';
import { Empty } from '../ui/parts.tsx';
import { useFormats } from '../workspace/use-formats.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { AuditDrawer } from './audit-drawer.tsx';
import { Actor, type EntryProps, OutcomeChip, Resource, subjectOf } from './audit-parts.tsx';
import { auditTypeNames } from './audit-types.ts';
import { ExportButton } from './export-button.tsx';
import { ClearFilters, SelectFilter } from './filters.tsx';
import { type Names, useNames } from './names.ts';
import { Page } from './page.tsx';
import { PagesView, usePages } from './pages.tsx';
import { type Column, Table } from './table.tsx';
import { useAddress } from './use-address.ts';
import { useNow } from './use-now.ts';

const outcomes = ['success', 'failure', 'blocked'] as const;
const pageSize = 100;

export function AuditScreen() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { subject, filters } = useAddress();
  const queries = useQueryClient();
  const names = useNames();
  const columns = useAuditColumns(names);
  const type = auditTypeNames.find((name) => name === filters.type);
  const outcome = outcomes.find((name) => name === filters.outcome);
  const queryKey = ['audit', type, outcome];
  const pages = usePages<AuditEntryView>(queryKey, async (before) => {
    const { entries, next } = await call('audit.list', {
      limit: pageSize,
      ...(type === undefined ? {} : { type }),
      ...(outcome === undefined ? {} : { outcome }),
      ...(before === undefined ? {} : { before: before as AuditEntryView['id'] }),
    });
    return { rows: entries, next };
  });
  const { about } = filters;
  const shown = (pages.rows ?? []).filter(
    ({ actorId, subjectId, resourceId }) =>
      about === undefined || [actorId, subjectId, resourceId].includes(about),
  );
  const chosen = pages.rows?.find(({ id }) => id === subject);
  // Each read is itself an entry, so nothing is read again by itself, and then only the newest page.
  const refresh = () => void queries.resetQueries({ queryKey });
  return (
    <Page
      title={t('console.audit.title')}
      lead={t('console.audit.lead')}
      actions={
        <>
          <AuditExport shown={shown} />
          <button type="button" className="button" onClick={refresh}>
            <RefreshCw size={15} aria-hidden="true" /> {t('console.audit.refresh')}
          </button>
        </>
      }
      filters={
        <>
          <SelectFilter
            name="outcome"
            label={t('console.audit.outcome')}
            options={outcomes.map((name) => [name, t(`console.audit.outcome.${name}`)])}
          />
          <SelectFilter
            name="type"
            label={t('console.audit.event')}
            options={auditTypeNames.map((name) => [name, name])}
          />
          {about === undefined ? null : <About id={about} names={names} />}
          <ClearFilters />
        </>
      }
      drawer={chosen === undefined ? null : <AuditDrawer entry={chosen} names={names} />}
    >
      <PagesView
        pages={pages}
        shown={shown.length}
        empty={<Empty title={t('console.audit.empty')}>{t('console.audit.emptyHint')}</Empty>}
      >
        <Table label={t('console.audit.title')} columns={columns} rows={shown} idOf={({ id }) => id} />
      </PagesView>
    </Page>
  );
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

/** The server does not filter by this: it looks through what is loaded, and says so. */
function About({ id, names }: { id: string; names: Names }) {
  const { t } = useTexts();
  const { setFilter } = useAddress();
  const name = names.person(id) ?? shortId(id);
  return (
    <>
      <span className="filter set">
        <span>{t('console.audit.about')}</span> <bdi>{name}</bdi>
        <button
          type="button"
          className="icon-button filter-remove"
          aria-label={t('console.audit.aboutRemove', { name })}
          onClick={() => setFilter('about', '')}
        >
          <X size={13} aria-hidden="true" />
        </button>
      </span>
      <span className="quiet">{t('console.audit.aboutHint')}</span>
    </>
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

function useAuditColumns(names: Names): readonly Column<AuditEntryView>[] {
  const { t } = useTexts();
  const formats = useFormats();
  const seconds = useSeconds();
  const now = useNow();
  return [
    {
      label: t('console.audit.time'),
      order: 'descending',
      cell: ({ at }) => (
        <time dateTime={new Date(at).toISOString()} title={formats.full(at)}>
          <span className="quiet">{formats.day(at, now)}</span> {seconds.format(at)}
        </time>
      ),
    },
    { label: t('console.audit.actor'), cell: (entry) => <Actor {...{ entry, names }} /> },
    {
      label: t('console.audit.event'),
      cell: ({ type, count }) => (count > 1 ? `${type} × ${count}` : type),
      kind: 'mono',
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
      label: t('console.audit.outcome'),
      cell: ({ outcome }) => <OutcomeChip outcome={outcome} />,
      phone: 'end',
    },
    {
      label: t('console.audit.credential'),
      cell: ({ credentialId }) => (credentialId === null ? '–' : `…${credentialId.slice(-6)}`),
      kind: 'mono',
      phone: 'away',
    },
  ];
}

function AuditExport({ shown }: { shown: readonly AuditEntryView[] }) {
  const { tenant } = useSynced();
  const cells = () => [
    [
      'id',
      'at',
      'type',
      'outcome',
      'actorType',
      'actorId',
      'subjectId',
      'action',
      'resourceKind',
      'resourceId',
      'address',
      'requestId',
    ],
    ...shown.map((entry) => [
      entry.id,
      new Date(entry.at).toISOString(),
      entry.type,
      entry.outcome,
      entry.actorType,
      entry.actorId ?? '',
      entry.subjectId ?? '',
      entry.action,
      entry.resourceKind,
      entry.resourceId ?? '',
      entry.address ?? '',
      entry.requestId,
    ]),
  ];
  return <ExportButton name={`audit-${tenant.slug}`} cells={cells} />;
}
