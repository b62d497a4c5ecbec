/** Which version decides, which is tried out beside it, in sentences, with what can be done about it. */
import { useTexts } from '../../i18n/use-texts.ts';
import { useFormats } from '../../workspace/use-formats.ts';
import { useNow } from '../../workspace/use-now.ts';
import { useNames } from '../names.ts';
import type { Wanted } from './activate-dialog.tsx';
import { useDesk } from './desk.ts';

export function StateLine({ onActivate }: { onActivate: (wanted: Wanted) => void }) {
  const { t } = useTexts();
  const { state, mayManage, versions } = useDesk();
  const { active, evaluated } = state;
  const newest = versions[0]?.version ?? null;
  const waits = newest !== null && newest !== active && newest !== evaluated ? newest : null;
  return (
    <section className="policy-state" aria-label={t('policies.stateTitle')}>
      <Sentences waits={waits} />
      {mayManage ? (
        <div className="row">
          {evaluated === null ? null : (
            <>
              <Act wanted={{ version: evaluated, mode: 'enforce' }} primary onActivate={onActivate} />
              <Act wanted={{ version: null, mode: 'evaluate' }} onActivate={onActivate} />
            </>
          )}
          {waits === null ? null : (
            <>
              <Act wanted={{ version: waits, mode: 'evaluate' }} primary onActivate={onActivate} />
              <Act wanted={{ version: waits, mode: 'enforce' }} onActivate={onActivate} />
            </>
          )}
          {active === null ? null : (
            <Act wanted={{ version: null, mode: 'enforce' }} onActivate={onActivate} />
          )}
        </div>
      ) : null}
    </section>
  );
}

function Sentences({ waits }: { waits: number | null }) {
  const { t } = useTexts();
  const formats = useFormats();
  const now = useNow();
  const names = useNames();
  const { state, versions, activation } = useDesk();
  const { active, evaluated, evaluatedSince, trippedUntil, ...counts } = state;
  const decides = versions.find(({ version }) => version === active);
  return (
    <>
      <p role="status">
        <strong>
          {active === null ? t('policies.noneDecides') : t('policies.decides', { version: active })}
        </strong>{' '}
        {activation === null
          ? null
          : t(active === null ? 'policies.offSince' : 'policies.inForce', {
              at: formats.moment(activation.activatedAt),
              name: names.somebody(activation.activatedBy),
            })}{' '}
        {decides === undefined
          ? null
          : t('policies.savedBy', {
              name: names.somebody(decides.createdBy),
              at: formats.moment(decides.createdAt),
              reason: decides.reason,
            })}{' '}
        {waits === null ? null : t('policies.waits', { version: waits })}
      </p>
      {evaluated === null ? null : (
        <p>
          {t('policies.evaluates', {
            version: evaluated,
            since: evaluatedSince === null ? '' : formats.moment(evaluatedSince),
          })}{' '}
          {counts.evaluatedDenials + counts.evaluatedAllowances === 0
            ? t('policies.sameSoFar')
            : `${t('policies.wouldDeny', { count: counts.evaluatedDenials })} ${t('policies.wouldAllow', { count: counts.evaluatedAllowances })}`}
        </p>
      )}
      {trippedUntil === null || trippedUntil < now ? null : (
        <p className="problem">{t('policies.tripped', { until: formats.moment(trippedUntil) })}</p>
      )}
    </>
  );
}

interface ActProps {
  readonly wanted: Wanted;
  readonly primary?: boolean;
  readonly onActivate: (wanted: Wanted) => void;
}

function Act({ wanted, primary = false, onActivate }: ActProps) {
  const { t } = useTexts();
  const { version, mode } = wanted;
  const label =
    version === null
      ? t(mode === 'enforce' ? 'policies.stopAsk' : 'policies.stopEvaluatingAsk')
      : t(mode === 'enforce' ? 'policies.enforceVersionAsk' : 'policies.evaluateVersionAsk', { version });
  return (
    <button
      type="button"
      className={primary ? 'button small primary' : 'button small'}
      onClick={() => onActivate(wanted)}
    >
      {label}
    </button>
  );
}
