import { useTexts } from '../../i18n/use-texts.ts';
import { Notice } from '../../ui/parts.tsx';
import { passes } from '../../workspace/problem.ts';
import type { Live } from './use-live.ts';

/** That new entries come by themselves, or how many wait, or why none come. */
export function LiveLine({ live, onTop }: { live: Live; onTop: () => void }) {
  const { t } = useTexts();
  const { waiting, failure } = live;
  if (failure !== null && !passes(failure)) return <Notice failure={failure} />;
  return (
    <>
      <span className="live-line" role="status">
        <span className="live-dot" aria-hidden="true" />
        {failure !== null
          ? t('auditLog.liveWaits')
          : waiting > 0
            ? t('auditLog.livePaused', { count: waiting })
            : t('auditLog.liveOn')}
      </span>
      {waiting === 0 ? null : (
        <button type="button" className="button small live-new" onClick={onTop}>
          {t('auditLog.showNew', { count: waiting })}
        </button>
      )}
    </>
  );
}
