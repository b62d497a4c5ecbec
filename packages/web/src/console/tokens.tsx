import type { TokenView } from '@wardroom/contract';
import { useTexts } from '../i18n/use-texts.ts';
import { shortId } from '../ui/id.tsx';
import { Empty } from '../ui/parts.tsx';
import { useNow } from '../workspace/use-now.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { lifeOf } from './expiry.ts';
import { ClearFilters, SelectFilter } from './filters.tsx';
import { LifeLeft } from './life.tsx';
import { type Names, useNames } from './names.ts';
import { Page } from './page.tsx';
import { PagesView, usePages } from './pages.tsx';
import { type Column, Table } from './table.tsx';
import { TokenDrawer } from './token-drawer.tsx';
import { HeldTo, sourceOf, TokenState } from './token-parts.tsx';
import { useAddress } from './use-address.ts';
import { Moment } from './when.tsx';

const states = ['active', 'revoked'] as const;

export function TokensScreen() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { subject, filters } = useAddress();
  const names = useNames();
  const now = useNow();
  const columns = useTokenColumns(names);
  const pages = usePages<TokenView>(['tokens'], async (after) => {
    const { tokens, next } = await call('tokens.list', {
      ...(after === undefined ? {} : { after: after as TokenView['id'] }),
    });
    return { rows: tokens, next };
  });
  const rows = pages.rows ?? [];
  const shown = rows.filter(
    (token) =>
      (filters.who === undefined || token.principalId === filters.who) &&
      (filters.state === undefined || (lifeOf(token, now) === 'revoked') === (filters.state === 'revoked')),
  );
  const isToken = subject?.startsWith('tok_') === true;
  return (
    <Page
      title={t('credentials.tokens')}
      lead={t('credentials.tokensLead')}
      filters={
        <>
          <SelectFilter
            name="who"
            label={t('credentials.of')}
            options={[...new Set(rows.map(({ principalId }) => principalId))].map((id) => [
              id,
              names.somebody(id),
            ])}
          />
          <SelectFilter
            name="state"
            label={t('people.status')}
            options={states.map((state) => [state, t(`console.life.${state}`)])}
          />
          <ClearFilters />
        </>
      }
      // Also one that is not listed any more: what it did stays to be known.
      drawer={
        isToken && pages.rows !== null ? (
          <TokenDrawer
            key={subject}
            tokenId={subject as TokenView['id']}
            listed={rows.find(({ id }) => id === subject) ?? null}
            names={names}
            onChange={pages.reload}
          />
        ) : null
      }
    >
      <PagesView
        pages={pages}
        shown={shown.length}
        empty={
          rows.length > 0 ? (
            <Empty title={t('credentials.nothing')}>{t('credentials.nothingHint')}</Empty>
          ) : (
            <Empty title={t('credentials.tokensNone')}>{t('credentials.tokensNoneHint')}</Empty>
          )
        }
      >
        <Table label={t('credentials.tokens')} columns={columns} rows={shown} idOf={({ id }) => id} />
      </PagesView>
    </Page>
  );
}

function useTokenColumns(names: Names): readonly Column<TokenView>[] {
  const { t } = useTexts();
  return [
    {
      label: t('credentials.token'),
      cell: ({ id }) => (
        <span className="mono" title={id}>
          {shortId(id)}
        </span>
      ),
    },
    { label: t('credentials.of'), cell: ({ principalId }) => <bdi>{names.somebody(principalId)}</bdi> },
    {
      label: t('credentials.from'),
      cell: ({ parentId }) => <span className="wraps">{t(sourceOf(parentId))}</span>,
      phone: 'away',
    },
    {
      label: t('credentials.scopes'),
      cell: ({ scopes }) => <span className="mono clip">{scopes.join(', ')}</span>,
      phone: 'away',
    },
    {
      label: t('credentials.heldTo'),
      cell: (token) => <HeldTo token={token} names={names} />,
      phone: 'away',
    },
    {
      label: t('credentials.issued'),
      cell: ({ issuedAt }) => <Moment at={issuedAt} />,
      phone: 'away',
    },
    { label: t('console.life.ends'), cell: (token) => <LifeLeft of={token} />, phone: 'named' },
    { label: t('people.status'), cell: (token) => <TokenState of={token} />, phone: 'end' },
  ];
}
