import type { AuditSinkView } from '@wardroom/contract';
import { useTexts } from '../../i18n/use-texts.ts';

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

export function FeedLag({ sink }: { sink: AuditSinkView }) {
  const { t } = useTexts();
  const { waiting: count, lagMs } = sink;
  if (count === 0) return <>{t('feeds.caughtUp')}</>;
  return <>{t('feeds.lagOf', { count, minutes: String(Math.ceil(lagMs / minuteMs)) })}</>;
}

export function FaultText({ attempt }: { attempt: NonNullable<AuditSinkView['lastFault']> }) {
  const { t } = useTexts();
  if (attempt.fault === null) return null;
  const fault = t(`feeds.fault.${attempt.fault}`);
  return (
    <>{attempt.status === null ? fault : t('feeds.faultStatus', { fault, status: String(attempt.status) })}</>
  );
}
