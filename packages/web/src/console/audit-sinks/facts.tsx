import type { AuditSinkView } from '@wardroom/contract';
import { useTexts } from '../../i18n/use-texts.ts';
import { useFormats } from '../../workspace/use-formats.ts';
import { useNow } from '../../workspace/use-now.ts';

/** An active feed whose last attempt failed is told apart: it needs somebody. */
export const stateOf = ({ state, failingSince }: AuditSinkView) =>
  state === 'active' && failingSince !== null ? 'failing' : state;

const chips = {
  active: 'chip chip-ok',
  failing: 'chip chip-bad',
  paused: 'chip',
  stopped: 'chip chip-bad',
} as const;

export function FeedState({ sink }: { sink: AuditSinkView }) {
  const { t } = useTexts();
  const state = stateOf(sink);
  return <span className={chips[state]}>{t(`feeds.state.${state}`)}</span>;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** In words that say how bad it is. */
function useAge(): (ms: number) => string {
  const { t } = useTexts();
  return (ms) => {
    if (ms < minuteMs) return t('feeds.age.moment');
    if (ms < hourMs) return t('feeds.age.minutes', { count: Math.floor(ms / minuteMs) });
    if (ms < 2 * dayMs) return t('feeds.age.hours', { count: Math.floor(ms / hourMs) });
    return t('feeds.age.days', { count: Math.floor(ms / dayMs) });
  };
}

export function FeedLag({ sink }: { sink: AuditSinkView }) {
  const { t } = useTexts();
  const ageOf = useAge();
  const { waiting: count, lagMs, refused } = sink;
  return (
    <>
      {count === 0 ? t('feeds.caughtUp') : t('feeds.lagOf', { count, age: ageOf(lagMs) })}
      {refused === 0 ? null : (
        <>
          {' '}
          <span className="chip chip-bad">{t('feeds.refusedOf', { count: refused })}</span>
        </>
      )}
    </>
  );
}

/** What stands in the way, what it means for the log, and what comes next; nothing of a feed that runs. */
export function FeedTrouble({ sink }: { sink: AuditSinkView }) {
  const { t } = useTexts();
  const formats = useFormats();
  const now = useNow();
  const ageOf = useAge();
  const faultOf = useFault();
  const { failingSince, lastFault, waiting, lagMs, nextAttemptAt } = sink;
  const state = stateOf(sink);
  if (state === 'active') return null;
  const fault = (lastFault === null ? null : faultOf(lastFault)) ?? t('feeds.fault.unreachable');
  const told = {
    failing: () => t('feeds.told.failing', { age: ageOf(now - (failingSince ?? now)), fault }),
    stopped: () => t('feeds.told.stopped', { fault }),
    paused: () => t('feeds.told.paused'),
  };
  return (
    <div className={state === 'paused' ? 'notice' : 'notice notice-bad'} role="status">
      <strong>{told[state]()}</strong>{' '}
      {waiting === 0 ? null : t('feeds.told.waiting', { count: waiting, age: ageOf(lagMs) })}{' '}
      {state === 'failing' ? t('feeds.told.next', { time: formats.time(nextAttemptAt) }) : null}
    </div>
  );
}

type Attempt = Pick<NonNullable<AuditSinkView['lastFault']>, 'fault' | 'status'>;

/** null: there was none. */
export function useFault(): (attempt: Attempt) => string | null {
  const { t } = useTexts();
  return ({ fault: code, status }) => {
    if (code === null) return null;
    const fault = t(`feeds.fault.${code}`);
    return status === null ? fault : t('feeds.faultStatus', { fault, status: String(status) });
  };
}

export const FaultText = ({ attempt }: { attempt: Attempt }) => useFault()(attempt);
