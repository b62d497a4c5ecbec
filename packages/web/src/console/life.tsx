import { useTexts } from '../i18n/use-texts.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useNow } from '../workspace/use-now.ts';
import { lifeOf, spanUntil } from './expiry.ts';
import { Moment } from './when.tsx';

interface LifeProps {
  readonly of: { readonly expiresAt: number; readonly revokedAt: number | null };
  /** All uses are gone. */
  readonly used?: boolean;
}

/** What is as it should be is said quietly: a chip is for what is not. */
const chips = { active: 'quiet', soon: 'chip chip-agent', expired: 'chip', revoked: 'chip chip-bad' };

export function LifeChip({ of, used = false }: LifeProps) {
  const { t } = useTexts();
  const state = lifeOf(of, useNow());
  if (used && (state === 'active' || state === 'soon'))
    return <span className="chip">{t('console.life.used')}</span>;
  return <span className={chips[state]}>{t(`console.life.${state}`)}</span>;
}

/** The moment, and how long it is until then. */
export function LifeEnd({ of }: Pick<LifeProps, 'of'>) {
  const state = lifeOf(of, useNow());
  return (
    <>
      <Moment at={of.expiresAt} />
      {state === 'active' || state === 'soon' ? (
        <div className="quiet">
          <LifeLeft of={of} />
        </div>
      ) : null}
    </>
  );
}

/** "in 12 days", with the moment itself on hover; nothing counts down what has ended. */
export function LifeLeft({ of }: LifeProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const now = useNow();
  const state = lifeOf(of, now);
  // It will not come to that: the status says so.
  if (state === 'revoked') return '–';
  if (state === 'expired') return <Moment at={of.expiresAt} />;
  const { unit, count } = spanUntil(of.expiresAt, now);
  return <span title={formats.full(of.expiresAt)}>{t(`console.left.${unit}`, { count })}</span>;
}
