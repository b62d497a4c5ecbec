/** Custom domains: which names lead here, and the records that prove them. */
import type { DomainView } from '@wardroom/contract';
import { Globe } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Empty } from '../ui/parts.tsx';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { AddDomain } from './domains-add.tsx';
import { DomainDrawer, DomainStatus } from './domains-drawer.tsx';
import { Page } from './page.tsx';
import { PagesView, usePages } from './pages.tsx';
import { type Column, Table } from './table.tsx';
import { useAddress } from './use-address.ts';
import { Day } from './when.tsx';

export function DomainsScreen() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { subject, open } = useAddress();
  const [adding, setAdding] = useState(false);
  const columns = useDomainColumns();
  const pages = usePages<DomainView>(['domains'], async () => {
    const { domains } = await call('domains.list', {});
    return { rows: domains, next: null };
  });
  const rows = pages.rows ?? [];
  const chosen = rows.find(({ id }) => id === subject);
  return (
    <Page
      title={t('domains.title')}
      lead={t('domains.lead')}
      actions={
        <button type="button" className="button primary" onClick={() => setAdding(true)}>
          <Globe size={15} aria-hidden="true" /> {t('domains.add')}
        </button>
      }
      drawer={
        chosen === undefined ? null : (
          <DomainDrawer
            key={chosen.id}
            domain={chosen}
            onChange={pages.reload}
            onRemoved={() => open(null)}
          />
        )
      }
    >
      <PagesView
        pages={pages}
        shown={rows.length}
        empty={<Empty title={t('domains.empty')}>{t('domains.emptyHint')}</Empty>}
      >
        <Table label={t('domains.title')} columns={columns} rows={rows} idOf={({ id }) => id} />
      </PagesView>
      {adding ? (
        <AddDomain
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

function useDomainColumns(): readonly Column<DomainView>[] {
  const { t } = useTexts();
  return [
    { label: t('domains.name'), cell: ({ name }) => <bdi>{name}</bdi> },
    {
      label: t('console.created'),
      cell: ({ createdAt }) => <Day at={createdAt} />,
      order: 'ascending',
      phone: 'named',
    },
    {
      label: t('people.status'),
      cell: (domain) => <DomainStatus domain={domain} />,
      phone: 'end',
    },
  ];
}
