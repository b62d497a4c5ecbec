/** What a verification has proved, and what it has not. */
import { Check, Clock, ShieldAlert, ShieldCheck, X } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { useFormats } from '../../workspace/use-formats.ts';
import { isOfDirectory, nameOf } from './kept.ts';
import type { Step, Verified, WitnessSeen } from './verify.ts';

/** The drawer may end above it. */
const intoView = (node: HTMLElement | null): void => node?.scrollIntoView({ block: 'center' });

const signs = { holds: Check, fails: X, waits: Clock } as const;
const classes = { holds: 'verified', fails: 'not-verified', waits: 'quiet' } as const;

export function Result({ verified }: { verified: Verified }) {
  const { t } = useTexts();
  const { steps, found, witnesses, followed } = verified;
  const holds = steps.every(({ state }) => state !== 'fails');
  const Sign = holds ? ShieldCheck : ShieldAlert;
  return (
    <>
      <strong ref={intoView} className={holds ? 'verdict verified' : 'verdict not-verified'}>
        <Sign size={16} aria-hidden="true" />
        {holds && found !== null
          ? t('verify.holds', { index: String(found.index), size: String(found.size) })
          : t('verify.broken')}
      </strong>
      <ul className="steps">
        {steps.map((step) => (
          <StepLine key={step.name} step={step} verified={verified} />
        ))}
      </ul>
      {witnesses.length === 0 ? null : <Witnesses witnesses={witnesses} />}
      {followed.length === 0 || !holds ? null : (
        <p>
          {t('verify.followed')} <Keys keys={followed} />
        </p>
      )}
      <KeptSince verified={verified} />
      {holds ? <Unproved verified={verified} /> : <p>{t('verify.tell')}</p>}
    </>
  );
}

function StepLine({ step, verified }: { step: Step; verified: Verified }) {
  const { t } = useTexts();
  const { name, state, finding } = step;
  const Sign = signs[state];
  const words = useReason(step, verified);
  return (
    <li className={classes[state]}>
      <Sign size={15} aria-hidden="true" />
      <span>
        {t(`verify.step.${name}`)}:{' '}
        {state === 'holds' ? t('verify.yes') : state === 'waits' ? t('verify.notYet') : null}
        {state === 'fails' ? t('verify.no', { finding: finding ?? '' }) : null}
        {words === null ? null : <> {words}</>}
      </span>
    </li>
  );
}

/** What stands behind a code, in words, where somebody has to know it. */
function useReason({ name, state, finding, stranger }: Step, { before, found }: Verified): string | null {
  const { t } = useTexts();
  if (state !== 'fails') return null;
  if (finding === 'rolled_back' && before !== null)
    return found === null
      ? t('verify.rolledBackAway', { before: String(before.size) })
      : t('verify.rolledBack', { before: String(before.size), size: String(found.size) });
  if (finding === 'split_view') return t('verify.splitView');
  if (finding === 'inclusion_invalid') return t(found === null ? 'verify.missing' : 'verify.rewritten');
  if (finding === 'differs') return t('verify.differs');
  if (finding === 'signature_invalid') return t('verify.forged');
  if (name !== 'signed') return null;
  const otherKey = t('verify.otherKey');
  return stranger === null ? otherKey : `${otherKey} ${t('verify.strangerToCompare', { key: stranger })}`;
}

const minuteMs = 60_000;

function Witnesses({ witnesses }: { witnesses: readonly WitnessSeen[] }) {
  const { t } = useTexts();
  const saw = witnesses.filter(({ state }) => state === 'saw').length;
  const after = (afterMs: number) =>
    afterMs < minuteMs
      ? t('verify.afterSeconds', { count: Math.max(0, Math.round(afterMs / 1_000)) })
      : t('verify.afterMinutes', { count: Math.round(afterMs / minuteMs) });
  return (
    <>
      <p>{t('verify.witnesses', { count: saw, of: String(witnesses.length) })}</p>
      <ul>
        {witnesses.map(({ key, state, afterMs }) => (
          <li key={key}>
            <bdi className="mono">{nameOf(key)}</bdi>:{' '}
            {afterMs === null ? t(`verify.witness.${state}`) : after(afterMs)}
          </li>
        ))}
      </ul>
    </>
  );
}

function KeptSince({ verified: { before, kept } }: { verified: Verified }) {
  const { t } = useTexts();
  const formats = useFormats();
  return (
    <p className="quiet">
      {before === null
        ? t('verify.first')
        : t(kept.source === 'entered' ? 'verify.entered' : 'verify.kept', {
            day: formats.full(kept.since),
          })}{' '}
      <Keys keys={kept.keys.filter((key) => !isOfDirectory(key))} />
    </p>
  );
}

function Keys({ keys }: { keys: readonly string[] }) {
  return keys.map((key) => (
    <span key={key} className="mono key">
      {key}
    </span>
  ));
}

/** A proof says what it says, and no more. */
function Unproved({ verified: { kept, before, witnesses, covered, found } }: { verified: Verified }) {
  const { t } = useTexts();
  const isUncovered = witnesses.length > 0 && found !== null && (covered ?? 0) <= found.index;
  return (
    <>
      <p>{t('verify.unproved')}</p>
      <ul className="quiet">
        {kept.source === 'met' ? <li>{t('verify.unprovedKey')}</li> : null}
        {before === null ? <li>{t('verify.unprovedEarlier')}</li> : null}
        {witnesses.length === 0 ? <li>{t('verify.unprovedAlone')}</li> : null}
        {isUncovered ? <li>{t('verify.unprovedYet', { count: covered ?? 0 })}</li> : null}
        <li>{t('verify.unprovedTruth')}</li>
      </ul>
    </>
  );
}
