import type { SessionView } from '@wardroom/contract';
import { useCallback, useEffect, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { deviceOf } from '../ui/device.ts';
import { Notice } from '../ui/parts.tsx';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';

const pageSize = 100;

function useSessions() {
  const { call } = useWorkspace();
  const [sessions, setSessions] = useState<readonly SessionView[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const fail = useCallback((thrown: unknown) => setFailure(failureOf(thrown)), []);
  const load = useCallback(
    (after: string | null) =>
      call('sessions.list', { limit: pageSize, ...(after === null ? {} : { after }) }).then((page) => {
        setSessions((now) => (after === null ? page.sessions : [...now, ...page.sessions]));
        setNext(page.next);
      }, fail),
    [call, fail],
  );
  useEffect(() => void load(null), [load]);
  return {
    sessions,
    failure,
    loadMore: next === null ? null : () => load(next),
    revoke: (sessionId: SessionView['id']) =>
      call('sessions.revoke', { sessionId }).then(
        () => setSessions((now) => now.filter(({ id }) => id !== sessionId)),
        fail,
      ),
    revokeOthers: () =>
      call('sessions.revokeOthers', {}).then(() => {
        setSessions((now) => now.filter(({ current }) => current));
        setNext(null);
      }, fail),
  };
}

/** Where one is signed in. Ending a session closes its pages at once. */
export function SessionList() {
  const { t } = useTexts();
  const { sessions, failure, loadMore, revoke, revokeOthers } = useSessions();
  const current = sessions.filter((session) => session.current);
  const others = sessions.filter((session) => !session.current);
  return (
    <section className="sessions" aria-label={t('account.sessions')}>
      <h3>{t('account.signedIn')}</h3>
      {failure === null ? null : <Notice failure={failure} />}
      <ul className="rows">
        {[...current, ...others].map((session) => (
          <SessionLine key={session.id} session={session} onEnd={() => revoke(session.id)} />
        ))}
      </ul>
      {others.length === 0 && current.length > 0 ? <p className="quiet">{t('account.noOthers')}</p> : null}
      <div className="row">
        {loadMore === null ? null : (
          <button type="button" className="button small" onClick={loadMore}>
            {t('account.moreSessions')}
          </button>
        )}
        {others.length > 0 ? (
          <button type="button" className="button small" onClick={revokeOthers}>
            {t('account.endOthers')}
          </button>
        ) : null}
      </div>
    </section>
  );
}

function SessionLine({ session, onEnd }: { session: SessionView; onEnd: () => void }) {
  const { t } = useTexts();
  const { environment } = useWorkspace();
  const formats = useFormats();
  const device = deviceOf(session.device) || t('account.unknownDevice');
  const when = (at: number) => ({ day: formats.dayWithin(at, environment.now()), time: formats.time(at) });
  return (
    <li className="line">
      <div className="line-main">
        <bdi className="device" title={session.device}>
          {device}
        </bdi>
        {session.current ? <span className="chip">{t('account.thisOne')}</span> : null}
        <div className="quiet">
          {t('account.signedInAt', when(session.createdAt))} ·{' '}
          {t('account.lastSeen', when(session.lastSeenAt))} · {session.address}
        </div>
      </div>
      {session.current ? null : (
        <button type="button" className="button small" onClick={onEnd}>
          {t('account.end')}
          <span className="unseen"> {t('account.endOf', { device })}</span>
        </button>
      )}
    </li>
  );
}
