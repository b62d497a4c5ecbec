import { useTexts } from '../i18n/use-texts.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { lifeOf, spanUntil } from './expiry.ts';
import { useNow } from './use-now.ts';

interface LifeProps {
  readonly of: { readonly expiresAt: number; readonly revokedAt: number | null };
  /** All uses are gone. */
  readonly used?: boolean;
}

const chips = { active: 'chip', soon: 'chip chip-agent', expired: 'chip', revoked: 'chip chip-bad' };

export function LifeChip({ of, used = false }: LifeProps) {
  const { t } = useTexts();
  const state = lifeOf(of, useNow());
  if (used && (state === 'active' || state === 'soon'))
    return <span className="chip">{t('console.life.used')}</span>;
  return <span className={chips[state]}>{t(`console.life.${state}`)}</span>;
}

/** "in 12 days", with the moment itself on hover; nothing counts down what has ended. */
export function LifeLeft({ of }: LifeProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const now = useNow();
  const state = lifeOf(of, now);
  // It will not come to that: the status says so.
  if (state === 'revoked') return '–';
  if (state === 'expired')
    return <span title={formats.full(of.expiresAt)}>{formats.day(of.expiresAt, now)}</span>;
  const { unit, count } = spanUntil(of.expiresAt, now);
  return <span title={formats.full(of.expiresAt)}>{t(`console.left.${unit}`, { count })}</span>;
}
