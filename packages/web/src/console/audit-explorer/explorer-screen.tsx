/** The audit log: searched, counted, followed, and taken along (AUD-05, AUD-07). All that is chosen is in the address. */
import { useQueryClient } from '@tanstack/react-query';
import type { AuditEntryView } from '@wardroom/contract';
import { RefreshCw } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Empty } from '../../ui/parts.tsx';
import { useSynced } from '../../workspace/use-workspace.ts';
import { CliLines } from '../cli-line.tsx';
import { commands } from '../command-lines.ts';
import { useNames } from '../names.ts';
import { Page } from '../page.tsx';
import { PagesView } from '../pages.tsx';
import { Table } from '../table.tsx';
import { useAddress } from '../use-address.ts';
import { Actions } from './actions.tsx';
import { useColumns } from './columns.tsx';
import { EntryDrawer } from './entry-drawer.tsx';
import { Explored } from './explored.tsx';
import { LiveLine } from './live-line.tsx';
import { mergeEntries } from './merge.ts';
import { type ReadStore, readStores } from './read-stores.ts';
import { useAway } from './use-away.ts';
import { useCountedUntil } from './use-counts.ts';
import { entriesKey, useEntries } from './use-entries.ts';
import { useLive } from './use-live.ts';
import { useReading } from './use-reading.ts';
import { lineOf, type Words } from './words.ts';

const idOf = ({ id }: AuditEntryView) => id;

export default function AuditExplorer() {
  const { t } = useTexts();
  const stores = readStores(useSynced());
  if (stores.length > 0) return <Explorer only={stores.length === 1 ? stores[0] : undefined} />;
  return (
    <Page title={t('console.audit.title')} lead={t('auditLog.lead')}>
      <Empty title={t('auditLog.noStore')}>{t('auditLog.noStoreHint')}</Empty>
    </Page>
  );
}

/** @param only the one store that is read */
function Explorer({ only }: { only: ReadStore | undefined }) {
  const { t } = useTexts();
  const { screen, subject, go } = useAddress();
  const queries = useQueryClient();
  const names = useNames();
  const columns = useColumns(names);
  const chosen = useReading();
  const pages = useEntries(chosen);
  const [isLive, setLive] = useState(false);
  const { until, moveOn } = useCountedUntil(chosen);
  const top = useRef<HTMLDivElement>(null);
  const isAway = useAway(top);
  const live = useLive({
    ...{ chosen, isOn: isLive, isPaused: isAway || subject !== null, listed: pages.rows },
    onBegin: () => void queries.resetQueries({ queryKey: entriesKey(chosen) }),
    onNew: moveOn,
  });
  const listed = pages.rows === null ? null : mergeEntries(live.shown, pages.rows);
  const rows = listed ?? [];
  const search = (words: Words) => {
    if (lineOf(words) !== lineOf(chosen.words)) go({ screen, subject: null, filters: words });
    else chosen.again();
  };
  const entryId = subject as AuditEntryView['id'] | null;
  return (
    <Page
      title={t('console.audit.title')}
      lead={[t('auditLog.lead'), ...(only === undefined ? [] : [t(`auditLog.only.${only}`)])].join(' ')}
      actions={<Actions {...{ chosen, names, rows, isLive, onLive: setLive, onSearch: search }} />}
      drawer={
        entryId === null ? null : (
          <EntryDrawer
            entryId={entryId}
            names={names}
            listed={rows.find(({ id }) => id === entryId) ?? null}
          />
        )
      }
    >
      <Explored chosen={chosen} until={until} entries={rows} names={names} onSearch={search}>
        <div ref={top} />
        <div className="audit-top">
          <LiveLine
            live={isLive ? live : null}
            onTop={() => {
              live.showWaiting();
              top.current?.scrollIntoView({ block: 'center' });
            }}
          />
          {isLive || chosen.problem !== null ? null : (
            <button type="button" className="button small" onClick={chosen.again}>
              <RefreshCw size={14} aria-hidden="true" /> {t('console.audit.refresh')}
            </button>
          )}
        </div>
        {chosen.problem === null ? (
          <PagesView
            pages={{ ...pages, rows: listed }}
            shown={rows.length}
            empty={<Empty title={t('console.audit.empty')}>{t('auditLog.emptyHint')}</Empty>}
          >
            <Table label={t('console.audit.title')} columns={columns} rows={rows} idOf={idOf} />
          </PagesView>
        ) : null}
        {chosen.problem === null && chosen.about === null ? (
          <CliLines lines={[commands.listAudit(lineOf(chosen.words).split(' ').filter(Boolean))]} />
        ) : null}
      </Explored>
    </Page>
  );
}
