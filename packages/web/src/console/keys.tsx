import type { CredentialView } from '@wardroom/contract';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { IdText } from '../ui/id.tsx';
import { Empty } from '../ui/parts.tsx';
import { holds } from '../workspace/rights.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { Act } from './act.tsx';
import { apiLine } from './cli-line.tsx';
import { Drawer } from './drawer.tsx';
import { lifeOf } from './expiry.ts';
import { ClearFilters, SelectFilter } from './filters.tsx';
import { IssueKey } from './issue-key.tsx';
import { LifeChip, LifeLeft } from './life.tsx';
import { type Names, useNames } from './names.ts';
import { Page } from './page.tsx';
import { PagesView, usePages } from './pages.tsx';
import { type Column, Table } from './table.tsx';
import { useAddress } from './use-address.ts';
import { useNow } from './use-now.ts';

const nameOfKey = ({ prefix, lastFour }: CredentialView) => `${prefix}…${lastFour}`;

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
      (filters.state === undefined || lifeOf(key, now) === filters.state),
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
        chosen === undefined ? null : <KeyDrawer credential={chosen} names={names} onChange={pages.reload} />
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
    },
    {
      label: t('console.keys.scopes'),
      cell: ({ scopes }) => <span className="mono clip">{scopes.join(', ')}</span>,
    },
    { label: t('console.life.ends'), cell: (key) => <LifeLeft of={key} /> },
    { label: t('people.status'), cell: (key) => <LifeChip of={key} /> },
  ];
}

interface KeyDrawerProps {
  readonly credential: CredentialView;
  readonly names: Names;
  readonly onChange: () => void;
}

function KeyDrawer({ credential, names, onChange }: KeyDrawerProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const life = lifeOf(credential, useNow());
  return (
    <Drawer title={<span className="mono">{nameOfKey(credential)}</span>}>
      <Facts>
        <Fact label={t('people.status')}>
          <LifeChip of={credential} />
        </Fact>
        <Fact label={t('console.keys.bot')}>
          <bdi>{names.somebody(credential.principalId)}</bdi>
        </Fact>
        <Fact label={t('console.keys.description')}>
          <bdi>{credential.description}</bdi>
        </Fact>
        <Fact label={t('console.keys.scopes')}>
          <ul className="mono">
            {credential.scopes.map((scope) => (
              <li key={scope}>{scope}</li>
            ))}
          </ul>
        </Fact>
        <Fact label={t('console.keys.by')}>
          <bdi>{names.somebody(credential.createdBy)}</bdi>
        </Fact>
        <Fact label={t('console.created')}>{formats.full(credential.createdAt)}</Fact>
        <Fact label={t('console.life.ends')}>{formats.full(credential.expiresAt)}</Fact>
        {credential.revokedAt === null ? null : (
          <Fact label={t('console.life.revoked')}>{formats.full(credential.revokedAt)}</Fact>
        )}
        <Fact label={t('console.id')}>
          <IdText id={credential.id} what={t('console.id')} />
        </Fact>
      </Facts>
      {life === 'active' || life === 'soon' ? (
        <Revocation credential={credential} onChange={onChange} />
      ) : null}
    </Drawer>
  );
}

function Revocation({ credential, onChange }: { credential: CredentialView; onChange: () => void }) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const credentialId = credential.id;
  return (
    <Act
      label={t('console.revoke')}
      danger
      line={apiLine('credentials.revoke', { credentialId })}
      asks={{
        title: t('console.keys.revokeTitle', { key: nameOfKey(credential) }),
        text: t('console.keys.revokeDoes'),
        action: t('console.revokeNow'),
      }}
      send={() => call('credentials.revoke', { credentialId })}
      onDone={onChange}
    />
  );
}
