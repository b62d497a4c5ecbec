import type { SessionView } from '@wardroom/contract';
import { useEffect, useState } from 'react';
import { deviceOf } from '../ui/device.ts';
import { Notice } from '../ui/parts.tsx';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';

/** Where one is signed in. Ending a session closes its pages at once. */
export function SessionList() {
  const { call, environment } = useWorkspace();
  const formats = useFormats();
  const [sessions, setSessions] = useState<readonly SessionView[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  const fail = (thrown: unknown) => setFailure(failureOf(thrown));
  useEffect(() => {
    call('sessions.list', { limit: 200 }).then(
      (page) => setSessions(page.sessions),
      (thrown: unknown) => setFailure(failureOf(thrown)),
    );
  }, [call]);
  const revoke = (sessionId: SessionView['id']) =>
    call('sessions.revoke', { sessionId }).then(
      () => setSessions((now) => now.filter(({ id }) => id !== sessionId)),
      fail,
    );
  const revokeOthers = () =>
    call('sessions.revokeOthers', {}).then(
      () => setSessions((now) => now.filter(({ current }) => current)),
      fail,
    );
  return (
    <section aria-label="Sessions">
      <h3>Where you are signed in</h3>
      {failure === null ? null : <Notice failure={failure} />}
      <ul className="rows">
        {sessions.map((session) => (
          <li key={session.id} className="line">
            <div className="line-main">
              <bdi className="device" title={session.device}>
                {deviceOf(session.device)}
              </bdi>
              <div className="quiet">
                {formats.day(session.lastSeenAt, environment.now())}, {formats.time(session.lastSeenAt)} ·{' '}
                {session.address}
              </div>
            </div>
            {session.current ? (
              <span className="chip chip-ok">this one</span>
            ) : (
              <button type="button" className="button small" onClick={() => revoke(session.id)}>
                End
              </button>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 ? (
        <button type="button" className="button small" onClick={revokeOthers}>
          End all others
        </button>
      ) : null}
    </section>
  );
}
