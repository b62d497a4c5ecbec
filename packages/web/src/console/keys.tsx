import type { CredentialView } from '@wardroom/contract';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { nameOf } from '../chat/names.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Empty } from '../ui/parts.tsx';
import { holds } from '../workspace/rights.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { apiLine, CliLines } from './cli-line.tsx';
import { Confirm } from './confirm.tsx';
import { Drawer, Fact, Facts } from './drawer.tsx';
import { lifeOf } from './expiry.ts';
import { ClearFilters, SelectFilter } from './filters.tsx';
import { IssueKey } from './issue-key.tsx';
import { LifeChip, LifeLeft } from './life.tsx';
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
  const columns = useKeyColumns();
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
            options={bots.map((id) => [id, nameOf(synced, id, t('chat.somebody')).name] as const)}
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
      drawer={chosen === undefined ? null : <KeyDrawer credential={chosen} onChange={pages.reload} />}
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

function useKeyColumns(): readonly Column<CredentialView>[] {
  const { t } = useTexts();
  const synced = useSynced();
  return [
    { label: t('console.keys.key'), cell: (key) => <span className="mono">{nameOfKey(key)}</span> },
    {
      label: t('console.keys.bot'),
      cell: ({ principalId }) => (
        <bdi className="agent-name">{nameOf(synced, principalId, t('chat.somebody')).name}</bdi>
      ),
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

function KeyDrawer({ credential, onChange }: { credential: CredentialView; onChange: () => void }) {
  const { t } = useTexts();
  const synced = useSynced();
  const formats = useFormats();
  const life = lifeOf(credential, useNow());
  return (
    <Drawer title={<span className="mono">{nameOfKey(credential)}</span>}>
      <Facts>
        <Fact label={t('people.status')}>
          <LifeChip of={credential} />
        </Fact>
        <Fact label={t('console.keys.bot')}>
          <bdi>{nameOf(synced, credential.principalId, t('chat.somebody')).name}</bdi>
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
          <bdi>{nameOf(synced, credential.createdBy, t('chat.somebody')).name}</bdi>
        </Fact>
        <Fact label={t('console.created')}>{formats.full(credential.createdAt)}</Fact>
        <Fact label={t('console.life.ends')}>{formats.full(credential.expiresAt)}</Fact>
        {credential.revokedAt === null ? null : (
          <Fact label={t('console.life.revoked')}>{formats.full(credential.revokedAt)}</Fact>
        )}
        <Fact label={t('console.id')}>
          <span className="mono">{credential.id}</span>
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
  const [asking, setAsking] = useState(false);
  const send = async () => {
    await call('credentials.revoke', { credentialId: credential.id });
    setAsking(false);
    onChange();
  };
  return (
    <section className="drawer-part">
      <button type="button" className="button danger" onClick={() => setAsking(true)}>
        {t('console.keys.revoke')}
      </button>
      <CliLines lines={[apiLine('credentials.revoke', { credentialId: credential.id })]} />
      {asking ? (
        <Confirm
          title={t('console.keys.revokeTitle', { key: nameOfKey(credential) })}
          action={t('console.keys.revokeNow')}
          send={send}
          onClose={() => setAsking(false)}
        >
          <p>{t('console.keys.revokeDoes')}</p>
        </Confirm>
      ) : null}
    </section>
  );
}
