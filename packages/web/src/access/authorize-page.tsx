/** An app asks a person for access: the consent page of the authorisation server. */
import '../i18n/late.ts';
import { useParams } from '@tanstack/react-router';
import type { Scope } from '@wardroom/contract';
import { useCallback, useEffect, useState } from 'react';
import type { Environment } from '../environment.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Sheet, Waiting } from '../ui/parts.tsx';
import type { Call } from '../workspace/port.ts';
import { continuePath } from './continue-path.ts';
import { NotAsked, RequestCard } from './request-card.tsx';
import { SomeoneElse } from './someone-else.tsx';
import { useRequest } from './use-request.ts';

export interface AccessPageProps {
  readonly environment: Environment;
  readonly call: Call;
}

export default function AuthorizePage({ environment, call }: AccessPageProps) {
  const { t } = useTexts();
  const { authorizationId = '' } = useParams({ strict: false });
  const show = useCallback(() => call('authorizations.show', { authorizationId }), [call, authorizationId]);
  const { asked, failure, again } = useRequest(call, show);
  const [leaving, setLeaving] = useState<'no' | 'away' | 'strayed'>('no');
  const go = useCallback(
    ({ continueAt }: { continueAt: string }) => {
      const path = continuePath(environment.origin, continueAt);
      setLeaving(path === null ? 'strayed' : 'away');
      // A full navigation: what follows is the authorisation endpoint, not this page.
      if (path !== null) location.replace(path);
    },
    [environment],
  );
  const allow = useCallback(
    async (scopes: Scope[]) => go(await call('authorizations.approve', { authorizationId, scopes })),
    [call, go, authorizationId],
  );
  const cancel = useCallback(
    async () => go(await call('authorizations.deny', { authorizationId })),
    [call, go, authorizationId],
  );
  const app = asked?.request.clientName ?? '';
  const title = asked === null ? t('access.gone') : t('access.title', { app });
  useEffect(() => {
    document.title = `${title} · ${location.host}`;
  }, [title]);
  if (failure !== null) return <NotAsked failure={failure} onAgain={again} />;
  if (asked === null) return <Waiting />;
  return (
    <Sheet title={title} lead={<bdi>{location.host}</bdi>}>
      {leaving === 'away' ? (
        <p role="status">{t('access.leaving')}</p>
      ) : leaving === 'strayed' ? (
        <p className="notice notice-bad" role="alert">
          {t('access.strayed')}
        </p>
      ) : (
        <>
          <RequestCard asked={asked} timeZone={environment.timeZone} onAllow={allow} onCancel={cancel} />
          <SomeoneElse {...{ environment, call }} />
        </>
      )}
    </Sheet>
  );
}
