/** What can act on one's behalf: apps and devices that were let in, and tokens. */
import { Link } from '@tanstack/react-router';
import type { GrantView, TokenView } from '@wardroom/contract';
import { type ReactNode, useCallback, useState } from 'react';
import { ScopeList } from '../access/scope-choice.tsx';
import { Confirm } from '../console/confirm.tsx';
import type { TextKey } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { shortId } from '../ui/id.tsx';
import { Notice } from '../ui/parts.tsx';
import type { Failure } from '../workspace/problem.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { PageHead } from './page-head.tsx';
import { useRows } from './use-rows.ts';

export function AppsPage() {
  const { t } = useTexts();
  const grants = useGrants();
  const tokens = useTokens();
  const appOf = (id: string) => grants.rows?.find((grant) => grant.id === id)?.clientName ?? null;
  const grantGone = (id: string) => {
    grants.drop(id);
    for (const token of tokens.rows ?? []) if (token.parentId === id) tokens.drop(token.id);
  };
  return (
    <>
      <PageHead title={t('access.mine')} lead={t('access.mineLead')} />
      <Part
        title="access.granted"
        none="access.grantedNone"
        {...grants}
        lines={
          grants.rows?.map((grant) => (
            <GrantLine key={grant.id} grant={grant} onGone={() => grantGone(grant.id)} />
          )) ?? null
        }
      />
      <Part
        title="access.tokens"
        lead="access.tokensLead"
        none="access.tokensNone"
        {...tokens}
        lines={
          tokens.rows?.map((token) => (
            <TokenLine
              key={token.id}
              token={token}
              app={appOf(token.parentId)}
              onGone={() => tokens.drop(token.id)}
            />
          )) ?? null
        }
      />
    </>
  );
}

interface PartProps {
  readonly title: TextKey;
  readonly lead?: TextKey;
  readonly none: TextKey;
  readonly failure: Failure | null;
  readonly lines: readonly ReactNode[] | null;
  readonly loadMore: (() => void) | null;
}

function Part({ title, lead, none, failure, lines, loadMore }: PartProps) {
  const { t } = useTexts();
  return (
    <section className="sessions" aria-label={t(title)}>
      <h3>{t(title)}</h3>
      {lead === undefined ? null : <p className="quiet">{t(lead)}</p>}
      {failure === null ? null : <Notice failure={failure} />}
      {lines?.length === 0 ? <p className="quiet">{t(none)}</p> : <ul className="rows">{lines}</ul>}
      {loadMore === null ? null : (
        <div className="row">
          <button type="button" className="button small" onClick={loadMore}>
            {t('access.more')}
          </button>
        </div>
      )}
    </section>
  );
}

function useGrants() {
  const { call } = useWorkspace();
  return useRows(
    useCallback(
      async (after: string | null) => {
        const { grants, next } = await call(
          'grants.list',
          after === null ? {} : { after: after as GrantView['id'] },
        );
        return { rows: grants, next };
      },
      [call],
    ),
  );
}

function useTokens() {
  const { call } = useWorkspace();
  const { me } = useSynced();
  return useRows(
    useCallback(
      async (after: string | null) => {
        const { tokens, next } = await call(
          'tokens.list',
          after === null ? {} : { after: after as TokenView['id'] },
        );
        // Whoever may see those of others sees them in the console.
        return { rows: tokens.filter((token) => token.principalId === me.id && isAlive(token)), next };
      },
      [call, me.id],
    ),
  );
}

const isAlive = ({ revokedAt, usedAt }: TokenView): boolean => revokedAt === null && usedAt === null;

/** "last seen today": days inside of a sentence. */
function useWhen() {
  const { environment } = useWorkspace();
  const formats = useFormats();
  return (at: number) => ({ day: formats.dayWithin(at, environment.now()), moment: formats.moment(at) });
}

function GrantLine({ grant, onGone }: { grant: GrantView; onGone: () => void }) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const when = useWhen();
  const [asking, setAsking] = useState(false);
  const { id, clientName: app, isDevice, scopes, createdAt, lastUsedAt, expiresAt, replayedAt } = grant;
  const revoke = async () => {
    await call('grants.revoke', { grantId: id });
    onGone();
  };
  if (replayedAt !== null) return <ReplayedLine app={app} at={replayedAt} note={revoke} />;
  return (
    <li className="line access-line">
      <div className="line-main">
        <strong>
          <bdi>{app}</bdi>
        </strong>
        <span className="chip">{t(isDevice ? 'access.isDevice' : 'access.isApp')}</span>
        <div className="quiet">
          {t('access.since', when(createdAt))} ·{' '}
          {lastUsedAt === null ? t('access.neverUsed') : t('access.lastUsed', when(lastUsedAt))} ·{' '}
          {t('access.ends', when(expiresAt))}
        </div>
        <ScopeList scopes={scopes} />
      </div>
      <button type="button" className="button small" onClick={() => setAsking(true)}>
        {t('access.remove')}
        <span className="unseen"> {t('access.removeOf', { app })}</span>
      </button>
      {asking ? (
        <Confirm
          title={t('access.removeTitle', { app })}
          text={t('access.removeDoes')}
          action={t('access.remove')}
          send={revoke}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </li>
  );
}

/** Access that was taken away because somebody else may have had it (RFC 9700, 4.14). */
function ReplayedLine({ app, at, note }: { app: string; at: number; note: () => Promise<void> }) {
  const { t } = useTexts();
  const when = useWhen();
  const [failed, setFailed] = useState(false);
  return (
    <li className="line access-line">
      <div className="line-main notice notice-bad" role="alert">
        <strong>{t('access.replayedTitle', { app })}</strong>
        <p>{t('access.replayed', when(at))}</p>
        <p className="access-ways">
          <AccountLink path="password" text="account.changePassword" />
          <AccountLink path="sessions" text="access.sessionsLink" />
        </p>
        {failed ? <p>{t('access.replayedFailed')}</p> : null}
        <button
          type="button"
          className="button small"
          onClick={() => void note().catch(() => setFailed(true))}
        >
          {t('access.replayedNoted')}
        </button>
      </div>
    </li>
  );
}

function AccountLink({ path, text }: { path: string; text: TextKey }) {
  const { t } = useTexts();
  return (
    <Link to="/you/$" params={{ _splat: path }} className="inline-link">
      {t(text)}
    </Link>
  );
}

interface TokenLineProps {
  readonly token: TokenView;
  /** Of the grant that it comes from. */
  readonly app: string | null;
  readonly onGone: () => void;
}

function TokenLine({ token, app, onGone }: TokenLineProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const when = useWhen();
  const [asking, setAsking] = useState(false);
  const { id, scopes, issuedAt, expiresAt, once, channelId, operation } = token;
  const name = shortId(id);
  return (
    <li className="line access-line">
      <div className="line-main">
        <span className="mono" title={id}>
          {name}
        </span>
        {app === null ? null : (
          <span className="chip">
            <bdi>{app}</bdi>
          </span>
        )}
        {once ? <span className="chip">{t('access.tokenOnce')}</span> : null}
        {channelId === null ? null : <span className="chip">{t('access.tokenChannel')}</span>}
        {operation === null ? null : (
          <span className="chip">{t('access.tokenOperation', { operation })}</span>
        )}
        <div className="quiet">
          {t('access.since', when(issuedAt))} · {t('access.ends', when(expiresAt))}
        </div>
        <ScopeList scopes={scopes} />
      </div>
      <button type="button" className="button small" onClick={() => setAsking(true)}>
        {t('access.withdraw')}
        <span className="unseen"> {name}</span>
      </button>
      {asking ? (
        <Confirm
          title={t('access.tokenRemoveTitle')}
          text={t('access.tokenRemoveDoes')}
          action={t('access.withdraw')}
          send={async () => {
            await call('tokens.revoke', { tokenId: id });
            onGone();
          }}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </li>
  );
}
