/** One token: what it may, where it comes from, and what it did (TOK-09). */
import { useQuery } from '@tanstack/react-query';
import type { AuditEntryView, Operations, OutputOf, TokenView } from '@wardroom/contract';
import { useState } from 'react';
import { ScopeList } from '../access/scope-choice.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { IdText, shortId } from '../ui/id.tsx';
import { Notice } from '../ui/parts.tsx';
import { failureOf } from '../workspace/problem.ts';
import { holds } from '../workspace/rights.ts';
import { useNow } from '../workspace/use-now.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { Act } from './act.tsx';
import { AddressLink } from './address-link.tsx';
import { OutcomeChip, Resource } from './audit-parts.tsx';
import { api } from './command-lines.ts';
import { Drawer } from './drawer.tsx';
import { lifeOf } from './expiry.ts';
import { LifeEnd } from './life.tsx';
import type { Names } from './names.ts';
import { Skeleton } from './pages.tsx';
import { HeldTo, Source, TokenState } from './token-parts.tsx';
import { Moment } from './when.tsx';

type Trace = OutputOf<Operations['tokens.trace']>;
const traced = 100;

interface TokenDrawerProps {
  readonly tokenId: TokenView['id'];
  /** null: it is not in the list; its trace tells what it was. */
  readonly listed: TokenView | null;
  readonly names: Names;
  readonly onChange: () => void;
}

export function TokenDrawer({ tokenId, listed, names, onChange }: TokenDrawerProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const mayTrace = holds(useSynced(), 'audit.view_security');
  // Looking is an entry in the log, so it is asked for, unless there is nothing else to show.
  const [asked, setAsked] = useState(listed === null);
  const { data, error, isFetching } = useQuery<Trace>({
    queryKey: ['trace', tokenId],
    queryFn: () => call('tokens.trace', { tokenId, limit: traced }),
    enabled: mayTrace && asked,
  });
  const token = data?.token ?? listed;
  return (
    <Drawer
      title={
        token === null ? (
          <span className="mono">{shortId(tokenId)}</span>
        ) : (
          t('credentials.tokenOf', { name: names.somebody(token.principalId) })
        )
      }
    >
      {token === null ? null : <Known token={token} names={names} />}
      {data === undefined || data.ancestors.length === 0 ? null : <Chain ancestors={data.ancestors} />}
      {error === null ? null : failureOf(error).code === 'not_found' ? (
        <p className="notice">{t('credentials.tokenGone')}</p>
      ) : (
        <Notice failure={failureOf(error)} />
      )}
      {isFetching ? <Skeleton /> : null}
      {data === undefined ? null : <Trail trace={data} names={names} />}
      {asked || !mayTrace ? null : (
        <section className="drawer-part">
          <h3>{t('credentials.trace')}</h3>
          <p className="quiet">{t('credentials.traceHint')}</p>
          <button type="button" className="button" onClick={() => setAsked(true)}>
            {t('credentials.traceShow')}
          </button>
        </section>
      )}
      {token === null ? (
        mayTrace ? null : (
          <p className="notice">{t('credentials.tokenGone')}</p>
        )
      ) : (
        <Revocation token={token} onChange={onChange} />
      )}
    </Drawer>
  );
}

function Known({ token, names }: { token: TokenView; names: Names }) {
  const { t } = useTexts();
  const { revokedAt, usedAt } = token;
  return (
    <Facts>
      <Fact label={t('people.status')}>
        <TokenState of={token} />
      </Fact>
      <Fact label={t('credentials.of')}>
        <bdi>{names.somebody(token.principalId)}</bdi>
      </Fact>
      <Fact label={t('credentials.from')}>
        <Source id={token.parentId} />
      </Fact>
      <Fact label={t('credentials.scopes')}>
        <ScopeList scopes={token.scopes} />
      </Fact>
      <Fact label={t('credentials.heldTo')}>
        <HeldTo token={token} names={names} />
      </Fact>
      <Fact label={t('credentials.issued')}>
        <Moment at={token.issuedAt} />
      </Fact>
      <Fact label={t('console.life.ends')}>
        <LifeEnd of={token} />
      </Fact>
      {usedAt === null ? null : (
        <Fact label={t('credentials.used')}>
          <Moment at={usedAt} />
        </Fact>
      )}
      {revokedAt === null ? null : (
        <Fact label={t('console.life.revoked')}>
          <Moment at={revokedAt} />
        </Fact>
      )}
      <Fact label={t('console.id')}>
        <IdText id={token.id} what={t('console.id')} />
      </Fact>
    </Facts>
  );
}

/** Nearest first; the last one names the session, key or grant that all of it comes from. */
function Chain({ ancestors }: { ancestors: readonly TokenView[] }) {
  const { t } = useTexts();
  return (
    <section className="drawer-part">
      <h3>{t('credentials.chain')}</h3>
      <ol className="chain">
        {ancestors.map(({ id }) => (
          <li key={id}>
            <AddressLink to={{ screen: 'tokens', subject: id }} className="inline-link mono">
              {shortId(id)}
            </AddressLink>
          </li>
        ))}
        {ancestors.slice(-1).map(({ parentId }) => (
          <li key={parentId}>
            <Source id={parentId} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Trail({ trace: { entries, next }, names }: { trace: Trace; names: Names }) {
  const { t } = useTexts();
  return (
    <section className="drawer-part" aria-label={t('credentials.trace')}>
      <h3>{t('credentials.trace')}</h3>
      {entries.length === 0 ? <p className="quiet">{t('credentials.traceNone')}</p> : null}
      <ul className="trail">
        {entries.map((entry) => (
          <TrailLine key={entry.id} entry={entry} names={names} />
        ))}
      </ul>
      {next === null ? null : <p className="quiet">{t('credentials.traceMore')}</p>}
    </section>
  );
}

function TrailLine({ entry, names }: { entry: AuditEntryView; names: Names }) {
  return (
    <li>
      <span className="quiet">
        <Moment at={entry.at} />
      </span>{' '}
      <AddressLink to={{ screen: 'audit', subject: entry.id }} className="inline-link mono">
        {entry.type}
      </AddressLink>{' '}
      <Resource entry={entry} names={names} />{' '}
      {entry.outcome === 'success' ? null : <OutcomeChip outcome={entry.outcome} />}
    </li>
  );
}

function Revocation({ token, onChange }: { token: TokenView; onChange: () => void }) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const synced = useSynced();
  const now = useNow();
  const { id: tokenId, principalId } = token;
  const alive = ['active', 'soon'].includes(lifeOf(token, now)) && token.usedAt === null;
  if (!alive || !(principalId === synced.me.id || holds(synced, 'tokens.manage'))) return null;
  return (
    <Act
      label={t('console.revoke')}
      danger
      line={api('tokens.revoke', { tokenId })}
      asks={{
        title: t('credentials.tokenRevokeTitle'),
        text: t('credentials.tokenRevokeDoes'),
        action: t('console.revokeNow'),
      }}
      send={() => call('tokens.revoke', { tokenId })}
      onDone={onChange}
    />
  );
}
