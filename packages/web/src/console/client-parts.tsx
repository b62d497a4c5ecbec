import type { ClientView } from '@wardroom/contract';
import { useTexts } from '../i18n/use-texts.ts';
import { Day } from './when.tsx';

const chips = { active: 'quiet', waiting: 'chip chip-agent', revoked: 'chip chip-bad' } as const;

/** The day; the drawer has the hour. */
export function Used({ at }: { at: number | null }) {
  const { t } = useTexts();
  if (at === null) return <span className="quiet">{t('console.keys.never')}</span>;
  return <Day at={at} />;
}

export function ClientStatus({ of: { status } }: { of: ClientView }) {
  const { t } = useTexts();
  return <span className={chips[status]}>{t(`credentials.status.${status}`)}</span>;
}
