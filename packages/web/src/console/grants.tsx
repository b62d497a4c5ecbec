import type { GrantView } from '@wardroom/contract';
import { ScopeList } from '../access/scope-choice.tsx';
import { isFarReaching } from '../access/scopes.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { IdText } from '../ui/id.tsx';
import { Empty } from '../ui/parts.tsx';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { Act } from './act.tsx';
import { AddressLink } from './address-link.tsx';
import { Used } from './client-parts.tsx';
import { api } from './command-lines.ts';
import { Drawer } from './drawer.tsx';
import { ClearFilters, SelectFilter } from './filters.tsx';
import { LifeEnd, LifeLeft } from './life.tsx';
import { type Names, useNames } from './names.ts';
import { Page } from './page.tsx';
import { PagesView, usePages } from './pages.tsx';
import { type Column, Table } from './table.tsx';
import { useAddress } from './use-address.ts';
import { Day, Moment } from './when.tsx';

/** What was blocked ended then, whatever it was given for. */
const lifeOf = ({ expiresAt, replayedAt }: GrantView) => ({ expiresAt, revokedAt: replayedAt });

export function GrantsScreen() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { subject, filters } = useAddress();
  const names = useNames();
  const columns = useGrantColumns(names);
  const pages = usePages<GrantView>(['grants'], async (after) => {
    const { grants, next } = await call('grants.list', {
      everybody: true,
      ...(after === undefined ? {} : { after: after as GrantView['id'] }),
    });
    return { rows: grants, next };
  });
  const rows = pages.rows ?? [];
  const shown = rows.filter(
    ({ principalId, clientId }) =>
      (filters.who === undefined || principalId === filters.who) &&
      (filters.client === undefined || clientId === filters.client),
  );
  const chosen = rows.find(({ id }) => id === subject);
  return (
    <Page
      title={t('credentials.grants')}
      lead={t('credentials.grantsLead')}
      filters={
        <>
          <SelectFilter
            name="client"
            label={t('credentials.grant')}
            options={[...new Map(rows.map(({ clientId, clientName }) => [clientId, clientName]))]}
          />
          <SelectFilter
            name="who"
            label={t('credentials.by.who')}
            options={[...new Set(rows.map(({ principalId }) => principalId))].map((id) => [
              id,
              names.somebody(id),
            ])}
          />
          <ClearFilters />
        </>
      }
      drawer={
        chosen === undefined ? null : (
          <GrantDrawer key={chosen.id} grant={chosen} names={names} onChange={pages.reload} />
        )
      }
    >
      <PagesView
        pages={pages}
        shown={shown.length}
        empty={<Empty title={t(rows.length > 0 ? 'credentials.nothing' : 'credentials.grantsNone')} />}
      >
        <Table label={t('credentials.grants')} columns={columns} rows={shown} idOf={({ id }) => id} />
      </PagesView>
    </Page>
  );
}

function useGrantColumns(names: Names): readonly Column<GrantView>[] {
  const { t } = useTexts();
  return [
    { label: t('credentials.grant'), cell: ({ clientName }) => <bdi className="clip">{clientName}</bdi> },
    { label: t('credentials.by.who'), cell: ({ principalId }) => <bdi>{names.somebody(principalId)}</bdi> },
    {
      label: t('credentials.kind'),
      cell: ({ isDevice }) => t(isDevice ? 'access.isDevice' : 'access.isApp'),
      phone: 'away',
    },
    {
      label: t('credentials.scopes'),
      cell: ({ scopes }) => <ScopeCount scopes={scopes} />,
      phone: 'away',
    },
    {
      label: t('credentials.since'),
      cell: ({ createdAt }) => <Day at={createdAt} />,
      phone: 'away',
    },
    { label: t('credentials.lastUsed'), cell: ({ lastUsedAt }) => <Used at={lastUsedAt} />, phone: 'away' },
    { label: t('console.life.ends'), cell: (grant) => <LifeLeft of={lifeOf(grant)} />, phone: 'named' },
    { label: t('people.status'), cell: (grant) => <GrantState grant={grant} />, phone: 'end' },
  ];
}

function GrantState({ grant: { replayedAt } }: { grant: GrantView }) {
  const { t } = useTexts();
  return replayedAt === null ? (
    <span className="quiet">{t('console.life.active')}</span>
  ) : (
    <span className="chip chip-bad">{t('credentials.replayed')}</span>
  );
}

/** How many, and whether one of them reaches far. */
function ScopeCount({ scopes }: Pick<GrantView, 'scopes'>) {
  const { t } = useTexts();
  return (
    <span title={scopes.join(', ')}>
      {t('credentials.scopeCount', { count: scopes.length })}{' '}
      {scopes.some(isFarReaching) ? <span className="chip chip-agent">{t('access.farReaching')}</span> : null}
    </span>
  );
}

interface GrantDrawerProps {
  readonly grant: GrantView;
  readonly names: Names;
  readonly onChange: () => void;
}

function GrantDrawer({ grant, names, onChange }: GrantDrawerProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { id: grantId, clientName: app, clientId, principalId, scopes, lastUsedAt } = grant;
  const name = names.somebody(principalId);
  return (
    <Drawer title={<bdi>{app}</bdi>}>
      <Facts>
        {grant.replayedAt === null ? null : (
          <Fact label={t('credentials.replayed')}>
            <Moment at={grant.replayedAt} />
            <div className="quiet">{t('credentials.replayedMeans')}</div>
          </Fact>
        )}
        <Fact label={t('credentials.by.who')}>
          <bdi>{name}</bdi>
        </Fact>
        <Fact label={t('credentials.kind')}>
          {t(grant.isDevice ? 'access.isDevice' : 'access.isApp')}{' '}
          <AddressLink to={{ screen: 'clients', subject: clientId }} className="inline-link">
            {t('credentials.toClient')}
          </AddressLink>
        </Fact>
        <Fact label={t('credentials.scopes')}>
          <ScopeList scopes={scopes} />
        </Fact>
        <Fact label={t('credentials.since')}>
          <Moment at={grant.createdAt} />
        </Fact>
        <Fact label={t('credentials.lastUsed')}>
          {lastUsedAt === null ? t('console.keys.never') : <Moment at={lastUsedAt} />}
        </Fact>
        <Fact label={t('console.life.ends')}>
          <LifeEnd of={lifeOf(grant)} />
        </Fact>
        <Fact label={t('console.id')}>
          <IdText id={grantId} what={t('console.id')} />
        </Fact>
      </Facts>
      <Act
        label={t('console.revoke')}
        danger
        line={api('grants.revoke', { grantId })}
        asks={{
          title: t('credentials.grantRevokeTitle', { name, app }),
          text: t('credentials.grantRevokeDoes', { name }),
          action: t('console.revokeNow'),
        }}
        send={() => call('grants.revoke', { grantId })}
        onDone={onChange}
      />
    </Drawer>
  );
}
