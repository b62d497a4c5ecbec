import type { CredentialView } from '@wardroom/contract';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Empty } from '../ui/parts.tsx';
import { holds } from '../workspace/rights.ts';
import { useNow } from '../workspace/use-now.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { lifeOf } from './expiry.ts';
import { ClearFilters, SelectFilter } from './filters.tsx';
import { IssueKey } from './issue-key.tsx';
import { KeyDrawer } from './key-drawer.tsx';
import { endOf, isStillUsed, isWorking, nameOfKey } from './key-life.ts';
import { LifeChip, LifeLeft } from './life.tsx';
import { type Names, useNames } from './names.ts';
import { Page } from './page.tsx';
import { PagesView, usePages } from './pages.tsx';
import { type Column, Table } from './table.tsx';
import { useAddress } from './use-address.ts';
import { Day } from './when.tsx';

export function KeysScreen() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const synced = useSynced();
  const { subject, filters } = useAddress();
  const [issuing, setIssuing] = useState(false);
  const names = useNames();
  const columns = useKeyColumns(names);
  const now = useNow();
  const pages = usePages<CredentialView>(['keys'], async (after) => {
    const { credentials, next } = await call('credentials.list', {
      ...(after === undefined ? {} : { after: after as CredentialView['id'] }),
    });
    return { rows: credentials, next };
  });
  const rows = pages.rows ?? [];
  const shown = rows.filter(
    (key) =>
      (filters.bot === undefined || key.principalId === filters.bot) &&
      (filters.state === undefined || lifeOf(endOf(key), now) === filters.state),
  );
  const bots = [...new Set(rows.map(({ principalId }) => principalId))];
  const chosen = rows.find(({ id }) => id === subject);
  return (
    <Page
      title={t('console.keys.title')}
      lead={t(holds(synced, 'credentials.manage') ? 'console.keys.leadAll' : 'console.keys.leadOwn')}
      actions={
        <button type="button" className="button primary" onClick={() => setIssuing(true)}>
          <KeyRound size={15} aria-hidden="true" /> {t('console.keys.issue')}
        </button>
      }
      filters={
        <>
          <SelectFilter
            name="bot"
            label={t('console.keys.bot')}
            options={bots.map((id) => [id, names.somebody(id)] as const)}
          />
          <SelectFilter
            name="state"
            label={t('people.status')}
            options={(['active', 'soon', 'expired', 'revoked'] as const).map((state) => [
              state,
              t(`console.life.${state}`),
            ])}
          />
          <ClearFilters />
        </>
      }
      drawer={
        chosen === undefined ? null : (
          <KeyDrawer key={chosen.id} credential={chosen} keys={rows} names={names} onChange={pages.reload} />
        )
      }
    >
      <PagesView
        pages={pages}
        shown={shown.length}
        empty={<Empty title={t('console.keys.empty')}>{t('console.keys.emptyHint')}</Empty>}
      >
        <Table label={t('console.keys.title')} columns={columns} rows={shown} idOf={({ id }) => id} />
      </PagesView>
      {issuing ? (
        <IssueKey bot={filters.bot} onClose={() => setIssuing(false)} onIssued={pages.reload} />
      ) : null}
    </Page>
  );
}

function useKeyColumns(names: Names): readonly Column<CredentialView>[] {
  const { t } = useTexts();
  return [
    { label: t('console.keys.key'), cell: (key) => <span className="mono">{nameOfKey(key)}</span> },
    {
      label: t('console.keys.bot'),
      cell: ({ principalId }) => <bdi className="agent-name">{names.somebody(principalId)}</bdi>,
    },
    {
      label: t('console.keys.description'),
      cell: ({ description }) => <bdi className="clip">{description}</bdi>,
      phone: 'away',
    },
    {
      label: t('console.keys.scopes'),
      cell: ({ scopes }) => <span className="mono clip">{scopes.join(', ')}</span>,
      phone: 'away',
    },
    { label: t('console.keys.lastUse'), cell: (key) => <LastUse of={key} />, phone: 'away' },
    { label: t('console.life.ends'), cell: (key) => <LifeLeft of={endOf(key)} />, phone: 'named' },
    { label: t('people.status'), cell: (key) => <KeyStatus of={key} />, phone: 'end' },
  ];
}

/** The day; an hour says little in a list, and the drawer has it. */
function LastUse({ of: { lastUsedAt } }: { of: CredentialView }) {
  const { t } = useTexts();
  if (lastUsedAt === null) return <span className="quiet">{t('console.keys.never')}</span>;
  return <Day at={lastUsedAt} />;
}

/** One word, the most urgent one. */
function KeyStatus({ of: key }: { of: CredentialView }) {
  const { t } = useTexts();
  const now = useNow();
  if (isStillUsed(key, now)) return <span className="chip chip-bad">{t('console.keys.oldStillUsed')}</span>;
  if (key.graceEndsAt !== null && isWorking(key, now))
    return <span className="chip chip-agent">{t('console.keys.superseded')}</span>;
  return <LifeChip of={endOf(key)} />;
}
