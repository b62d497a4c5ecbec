import { Formatted, type MentionTitle } from '../text/formatted.tsx';
import { Avatar } from '../ui/parts.tsx';
import type { Failure } from '../workspace/problem.ts';
import type { Outgoing } from '../workspace/state.ts';
import { useSelect, useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { discardSend, retrySend } from '../workspace/writing.ts';

interface OutgoingRowProps {
  readonly outgoing: Outgoing;
  readonly continued: boolean;
  readonly mention: MentionTitle;
}

/** A message that the server does not have yet, and says so. */
export function OutgoingRow({ outgoing, continued, mention }: OutgoingRowProps) {
  const { me } = useSynced();
  const { failure } = outgoing;
  return (
    <article
      className={`message${outgoing.progress === 'sent' ? '' : ' pending'}${continued ? ' continued' : ''}`}
      aria-label="Your message, not sent yet"
    >
      {continued ? <span /> : <Avatar id={me.id} name={me.displayName} kind={me.kind} />}
      <div className="message-main">
        {continued ? null : (
          <div className="message-head">
            <bdi className="author">{me.displayName}</bdi>
            {outgoing.progress === 'sending' ? <span className="quiet">sending…</span> : null}
          </div>
        )}
        <Formatted text={outgoing.body} mention={mention} />
        {failure === null ? null : <NotSent outgoing={outgoing} failure={failure} />}
      </div>
    </article>
  );
}

function NotSent({ outgoing, failure }: { outgoing: Outgoing; failure: Failure }) {
  const workspace = useWorkspace();
  const waits = useSelect(({ connection }) => connection === 'reconnecting' || connection === 'offline');
  const discard = (
    <button type="button" className="button small" onClick={() => discardSend(workspace, outgoing)}>
      Discard
    </button>
  );
  if (waits && failure.code === 'network')
    return <div className="not-sent waits">Waits for the connection. {discard}</div>;
  return (
    <div className="not-sent" role="alert">
      Not sent. {failure.detail}
      <button type="button" className="button small" onClick={() => retrySend(workspace, outgoing)}>
        Try again
      </button>
      {discard}
    </div>
  );
}
