import type { ClientView } from '@wardroom/contract';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Empty } from '../ui/parts.tsx';
import { holds } from '../workspace/rights.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { ClientDrawer } from './client-drawer.tsx';
import { kindOf, secretLife } from './client-facts.ts';
import { ClientStatus, Used } from './client-parts.tsx';
import { ClearFilters, SelectFilter } from './filters.tsx';
import { LifeLeft } from './life.tsx';
import { type Names, useNames } from './names.ts';
import { Page } from './page.tsx';
import { PagesView, usePages } from './pages.tsx';
import { RegisterClient } from './register-client.tsx';
import { type Column, Table } from './table.tsx';
import { useAddress } from './use-address.ts';

const kinds = ['app', 'service'] as const;
const statuses = ['active', 'waiting', 'revoked'] as const;

export function ClientsScreen() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const synced = useSynced();
  const { subject, filters, open } = useAddress();
  const [registering, setRegistering] = useState(false);
  const names = useNames();
  const columns = useClientColumns(names);
  const pages = usePages<ClientView>(['clients'], async (after) => {
    const { clients, next } = await call('clients.list', {
      ...(after === undefined ? {} : { after: after as ClientView['id'] }),
    });
    return { rows: clients, next };
  });
  const rows = pages.rows ?? [];
  const shown = rows.filter(
    (client) =>
      (filters.kind === undefined || kindOf(client) === filters.kind) &&
      (filters.status === undefined || client.status === filters.status),
  );
  const chosen = rows.find(({ id }) => id === subject);
  const registered = (client: ClientView) => {
    pages.reload();
    open(client.id);
  };
  return (
    <Page
      title={t('credentials.clients')}
      lead={t(holds(synced, 'clients.manage') ? 'credentials.clientsLead' : 'credentials.clientsOwn')}
      actions={
        <button type="button" className="button primary" onClick={() => setRegistering(true)}>
          <Plus size={15} aria-hidden="true" /> {t('credentials.register')}
        </button>
      }
      filters={
        <>
          <SelectFilter
            name="kind"
            label={t('credentials.kind')}
            options={kinds.map((kind) => [kind, t(`credentials.kind.${kind}`)])}
          />
          <SelectFilter
            name="status"
            label={t('people.status')}
            options={statuses.map((status) => [status, t(`credentials.status.${status}`)])}
          />
          <ClearFilters />
        </>
      }
      drawer={
        chosen === undefined ? null : (
          <ClientDrawer key={chosen.id} client={chosen} names={names} onChange={pages.reload} />
        )
      }
    >
      <PagesView pages={pages} shown={shown.length} empty={<NoClients any={rows.length > 0} />}>
        <Table label={t('credentials.clients')} columns={columns} rows={shown} idOf={({ id }) => id} />
      </PagesView>
      {registering ? (
        <RegisterClient onClose={() => setRegistering(false)} onRegistered={registered} />
      ) : null}
    </Page>
  );
}

function NoClients({ any }: { any: boolean }) {
  const { t } = useTexts();
  return (
    <Empty title={t(any ? 'credentials.nothing' : 'credentials.clientsNone')}>
      {t(any ? 'credentials.nothingHint' : 'credentials.clientsNoneHint')}
    </Empty>
  );
}

function useClientColumns(names: Names): readonly Column<ClientView>[] {
  const { t } = useTexts();
  return [
    { label: t('credentials.client'), cell: ({ name }) => <bdi className="clip">{name}</bdi> },
    { label: t('credentials.kind'), cell: (client) => t(`credentials.kind.${kindOf(client)}`) },
    {
      label: t('credentials.actsFor'),
      cell: ({ principalId }) =>
        principalId === null ? (
          t('credentials.people')
        ) : (
          <bdi className="agent-name">{names.somebody(principalId)}</bdi>
        ),
      phone: 'away',
    },
    {
      label: t('credentials.scopes'),
      cell: ({ scopes }) => t('console.count', { count: scopes.length }),
      kind: 'number',
      phone: 'away',
    },
    { label: t('credentials.secretEnds'), cell: (client) => <SecretEnd of={client} />, phone: 'named' },
    { label: t('credentials.lastUsed'), cell: ({ lastUsedAt }) => <Used at={lastUsedAt} />, phone: 'named' },
    { label: t('people.status'), cell: (client) => <ClientStatus of={client} />, phone: 'end' },
  ];
}

function SecretEnd({ of: client }: { of: ClientView }) {
  const { t } = useTexts();
  const life = secretLife(client);
  return life === null ? <span className="quiet">{t('credentials.noSecret')}</span> : <LifeLeft of={life} />;
}
