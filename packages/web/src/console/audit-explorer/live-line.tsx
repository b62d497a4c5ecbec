import { useTexts } from '../../i18n/use-texts.ts';
import { Notice } from '../../ui/parts.tsx';
import { passes } from '../../workspace/problem.ts';
import type { Live } from './use-live.ts';

interface LiveLineProps {
  /** null: it is off. */
  readonly live: Live | null;
  readonly onTop: () => void;
}

/** That new entries come by themselves, or how many wait, or why none come. It is said aloud when it changes. */
export function LiveLine({ live, onTop }: LiveLineProps) {
  const { t } = useTexts();
  const { waiting = 0, failure = null } = live ?? {};
  const isOver = failure !== null && !passes(failure);
  return (
    <>
      {/* Always there: what comes with its text is not said by every screen reader. */}
      <span className="live-line" role="status">
        {live === null || isOver ? null : (
          <>
            <span className="live-dot" aria-hidden="true" />
            {failure !== null
              ? t('auditLog.liveWaits')
              : waiting > 0
                ? t('auditLog.livePaused', { count: waiting })
                : t('auditLog.liveOn')}
          </>
        )}
      </span>
      {isOver ? <Notice failure={failure} /> : null}
      {waiting === 0 || isOver ? null : (
        <button type="button" className="button small live-new" onClick={onTop}>
          {t('auditLog.showNew', { count: waiting })}
        </button>
      )}
    </>
  );
}
