/** Feeds of the audit log: where it is sent, how far each is, and what stands in its way. */
import type { AuditSinkView } from '@wardroom/contract';
import { Send } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Empty } from '../../ui/parts.tsx';
import { holds } from '../../workspace/rights.ts';
import { useSynced, useWorkspace } from '../../workspace/use-workspace.ts';
import { Page } from '../page.tsx';
import { PagesView, usePages } from '../pages.tsx';
import { type Column, Table } from '../table.tsx';
import { useAddress } from '../use-address.ts';
import { AddFeed } from './add.tsx';
import { FeedDrawer } from './drawer.tsx';
import { FeedLag, FeedState } from './facts.tsx';

/** How far each is, and whether it is reached, changes by itself. */
const lookEveryMs = 5_000;

export default function FeedsScreen() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { subject, open } = useAddress();
  const isManager = holds(useSynced(), 'audit.manage');
  const [adding, setAdding] = useState(false);
  const [hasFiles, setHasFiles] = useState(false);
  const columns = useColumns();
  const pages = usePages<AuditSinkView>(['audit-sinks'], async () => {
    const found = await call('audit.sinks.list', {});
    setHasFiles(found.hasFiles);
    return { rows: found.sinks, next: null };
  });
  const lookAgain = useEffectEvent(pages.reload);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || lookAgain(), lookEveryMs);
    return () => clearInterval(timer);
  }, []);
  const rows = pages.rows ?? [];
  const chosen = rows.find(({ id }) => id === subject);
  return (
    <Page
      title={t('feeds.title')}
      lead={t('feeds.lead')}
      actions={
        isManager ? (
          <button type="button" className="button primary" onClick={() => setAdding(true)}>
            <Send size={15} aria-hidden="true" /> {t('feeds.add')}
          </button>
        ) : null
      }
      drawer={
        chosen === undefined ? null : (
          <FeedDrawer
            key={chosen.id}
            sink={chosen}
            isManager={isManager}
            onChange={pages.reload}
            onRemoved={() => open(null)}
          />
        )
      }
    >
      <PagesView
        pages={pages}
        shown={rows.length}
        counted={t('feeds.count', { count: rows.length })}
        empty={<Empty title={t('feeds.empty')}>{t('feeds.emptyHint')}</Empty>}
      >
        <Table label={t('feeds.title')} columns={columns} rows={rows} idOf={({ id }) => id} />
      </PagesView>
      {adding ? (
        <AddFeed
          hasFiles={hasFiles}
          onClose={() => setAdding(false)}
          onAdded={({ id }) => {
            setAdding(false);
            pages.reload();
            open(id);
          }}
        />
      ) : null}
    </Page>
  );
}

function useColumns(): readonly Column<AuditSinkView>[] {
  const { t } = useTexts();
  return [
    { label: t('feeds.name'), cell: ({ name }) => <bdi>{name}</bdi> },
    { label: t('feeds.kind'), cell: ({ destination }) => t(`feeds.kind.${destination.kind}`), phone: 'away' },
    { label: t('feeds.lag'), cell: (sink) => <FeedLag sink={sink} />, phone: 'named' },
    { label: t('feeds.state'), cell: (sink) => <FeedState sink={sink} />, phone: 'end' },
  ];
}
