import type { ClientView } from '@wardroom/contract';
import { useTexts } from '../i18n/use-texts.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useNow } from './use-now.ts';

const chips = { active: 'chip', waiting: 'chip chip-agent', revoked: 'chip chip-bad' } as const;

/** The day; the drawer has the hour. */
export function Day({ at }: { at: number | null }) {
  const { t } = useTexts();
  const formats = useFormats();
  const now = useNow();
  if (at === null) return <span className="quiet">{t('console.keys.never')}</span>;
  return <span title={formats.full(at)}>{formats.day(at, now)}</span>;
}

export function ClientStatus({ of: { status } }: { of: ClientView }) {
  const { t } = useTexts();
  return <span className={chips[status]}>{t(`credentials.status.${status}`)}</span>;
}
