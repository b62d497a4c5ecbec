import { useTexts } from '../i18n/use-texts.ts';
import { Formatted } from '../text/formatted.tsx';
import type { MentionTitle } from '../text/inlines.tsx';
import { Avatar } from '../ui/parts.tsx';
import { describeFailure, type Failure } from '../workspace/problem.ts';
import type { Outgoing } from '../workspace/state.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { discardSend, retrySend } from '../workspace/writing.ts';

interface OutgoingRowProps {
  readonly outgoing: Outgoing;
  readonly continued: boolean;
  readonly mention: MentionTitle;
}

/** A message that the server does not have yet, and says so. */
export function OutgoingRow({ outgoing, continued, mention }: OutgoingRowProps) {
  const { t } = useTexts();
  const { me } = useSynced();
  const { failure, progress } = outgoing;
  return (
    <article
      className={`message${progress === 'sent' ? '' : ' pending'}${continued ? ' continued' : ''}`}
      aria-label={t('timeline.pending')}
    >
      {continued ? <span /> : <Avatar id={me.id} name={me.displayName} kind={me.kind} />}
      <div className="message-main">
        {continued ? null : (
          <div className="message-head">
            <bdi className="author">{me.displayName}</bdi>
            {progress === 'sending' ? <span className="quiet">{t('timeline.sending')}</span> : null}
          </div>
        )}
        <Formatted text={outgoing.body} mention={mention} />
        {progress === 'waiting' ? <Waits outgoing={outgoing} /> : null}
        {progress === 'failed' && failure !== null ? <NotSent outgoing={outgoing} failure={failure} /> : null}
      </div>
    </article>
  );
}

/** It goes out by itself; when it is not the connection that lacks, one may hurry it. */
function Waits({ outgoing }: { outgoing: Outgoing }) {
  const workspace = useWorkspace();
  const { t } = useTexts();
  const offline = outgoing.failure === null || outgoing.failure.code === 'network';
  return (
    <div className="not-sent waits">
      {t(offline ? 'timeline.waits' : 'timeline.waitsToRepeat')}
      {offline ? null : (
        <button type="button" className="button small" onClick={() => retrySend(workspace, outgoing)}>
          {t('timeline.tryAgain')}
        </button>
      )}
      <Discard outgoing={outgoing} />
    </div>
  );
}

function Discard({ outgoing }: { outgoing: Outgoing }) {
  const workspace = useWorkspace();
  const { t } = useTexts();
  return (
    <button type="button" className="button small" onClick={() => discardSend(workspace, outgoing)}>
      {t('timeline.discard')}
    </button>
  );
}

function NotSent({ outgoing, failure }: { outgoing: Outgoing; failure: Failure }) {
  const workspace = useWorkspace();
  const texts = useTexts();
  const { t } = texts;
  return (
    <div className="not-sent" role="alert">
      {t('timeline.notSent', { detail: describeFailure(texts, failure).detail })}
      <button type="button" className="button small" onClick={() => retrySend(workspace, outgoing)}>
        {t('timeline.tryAgain')}
      </button>
      <Discard outgoing={outgoing} />
    </div>
  );
}
