import type { AccessRequest, Scope } from '@wardroom/contract';
import { type ReactNode, useCallback, useState } from 'react';
import type { TextKey } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { FormNotice, useSubmission } from '../ui/form.tsx';
import { createFormats } from '../ui/formats.ts';
import { Notice, Sheet } from '../ui/parts.tsx';
import type { Failure } from '../workspace/problem.ts';
import { PlainAddress } from './plain-address.tsx';
import { ScopeChoice } from './scope-choice.tsx';
import { type Asked, isOver } from './use-request.ts';

const origins: Readonly<Record<AccessRequest['registration'], TextKey>> = {
  here: 'access.from.here',
  itself: 'access.from.itself',
  document: 'access.from.document',
};

interface RequestCardProps {
  readonly timeZone: string;
  readonly asked: Asked;
  /** Before everything else: what to be sure of. */
  readonly children?: ReactNode;
  /** Only for a device. */
  readonly code?: string;
  readonly onAllow: (scopes: Scope[]) => Promise<void>;
  readonly onCancel: () => Promise<void>;
}

/** Who asks, for what, for how long; what of it is given, or nothing. */
export function RequestCard({ asked, children, code, timeZone, onAllow, onCancel }: RequestCardProps) {
  const { t } = useTexts();
  const { request } = asked;
  const [chosen, setChosen] = useState<readonly Scope[]>(request.scopes);
  const allow = useSubmission(
    useCallback(
      () => onAllow(request.scopes.filter((scope) => chosen.includes(scope))),
      [onAllow, request, chosen],
    ),
  );
  const cancel = useSubmission(onCancel);
  const failure = allow.failure ?? cancel.failure;
  const busy = allow.busy || cancel.busy;
  if (failure !== null && isOver(failure)) return <Over />;
  return (
    <form className="request" onSubmit={allow.submit}>
      {children}
      <RequestFacts {...{ asked, code, timeZone }} />
      <ScopeChoice
        title={t('access.may')}
        hint={t('access.mayHint')}
        offered={request.scopes}
        chosen={chosen}
        onChange={setChosen}
      />
      <FormNotice failure={failure} />
      <div className="request-acts">
        <button type="submit" className="button primary" disabled={busy}>
          {busy ? t('access.busy') : t('access.allow')}
        </button>
        <button type="button" className="button" disabled={busy} onClick={cancel.submit}>
          {t('access.cancel')}
        </button>
      </div>
    </form>
  );
}

interface RequestFactsProps extends Pick<RequestCardProps, 'asked' | 'timeZone'> {
  readonly code: string | undefined;
}

function RequestFacts({ asked: { request, me }, code, timeZone }: RequestFactsProps) {
  const { t, locale } = useTexts();
  const { clientName, documentUrl, registration, redirectHost, isLasting, expiresAt } = request;
  return (
    <Facts>
      <Fact label={t('access.app')}>
        <strong>
          <bdi>{clientName}</bdi>
        </strong>
      </Fact>
      <Fact label={t('access.from')}>
        {t(origins[registration])}
        {registration === 'here' ? null : <div className="quiet">{t('access.unvouched')}</div>}
      </Fact>
      {documentUrl === null ? null : (
        <Fact label={t('access.document')}>
          <PlainAddress url={documentUrl} />
        </Fact>
      )}
      {code === undefined ? null : (
        <Fact label={t('access.deviceCode')}>
          <bdi className="device-code">{code}</bdi>
        </Fact>
      )}
      {redirectHost === null ? null : (
        <Fact label={t('access.goesTo')}>
          <strong>
            <bdi>{redirectHost}</bdi>
          </strong>
        </Fact>
      )}
      <Fact label={t('access.lasts')}>
        {isLasting
          ? t('access.lasting', { day: createFormats(locale, timeZone).date(expiresAt) })
          : t('access.session')}
      </Fact>
      <Fact label={t('access.as')}>
        <bdi>{me.displayName}</bdi> <span className="quiet">@{me.handle}</span>
      </Fact>
    </Facts>
  );
}

/** It ended while somebody was looking at it. */
function Over() {
  const { t } = useTexts();
  return (
    <>
      <div className="notice notice-bad" role="alert">
        <strong>{t('access.gone')}.</strong> {t('access.goneText')}
      </div>
      <WorkspaceLink />
    </>
  );
}

interface NotAskedProps {
  readonly failure: Failure;
  readonly onAgain: () => void;
}

/** Why nothing can be decided. */
export function NotAsked({ failure, onAgain }: NotAskedProps) {
  const { t } = useTexts();
  if (isOver(failure) || failure.code === 'invalid_input')
    return (
      <Sheet title={t('access.gone')} lead={t('access.goneText')}>
        <WorkspaceLink />
      </Sheet>
    );
  if (failure.code === 'forbidden')
    return (
      <Sheet title={t('access.closed')} lead={t('access.closedText')}>
        <WorkspaceLink />
      </Sheet>
    );
  // The session has ended since the page was loaded.
  if (failure.code === 'unauthenticated')
    return (
      <Sheet title={t('access.notShown')}>
        <Notice failure={failure} />
        <a
          className="button primary entry-button"
          href={`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`}
        >
          {t('signIn.submit')}
        </a>
      </Sheet>
    );
  return (
    <Sheet title={t('access.notShown')}>
      <Notice failure={failure} />
      <button type="button" className="button" onClick={onAgain}>
        {t('shell.tryAgain')}
      </button>
    </Sheet>
  );
}

function WorkspaceLink() {
  const { t } = useTexts();
  return (
    <a className="button entry-button" href="/">
      {t('access.toWorkspace')}
    </a>
  );
}
