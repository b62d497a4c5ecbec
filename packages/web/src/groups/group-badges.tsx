import type { GroupView } from '@wardroom/contract';
import { EyeOff, Lock } from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';

/** What sets it apart from a usual group. */
export function GroupBadges({ group: { visibility, department } }: { group: GroupView }) {
  const { t } = useTexts();
  const Icon = visibility === 'hidden' ? EyeOff : Lock;
  return (
    <>
      {visibility === 'public' ? null : (
        <span className="chip chip-icon">
          <Icon size={11} aria-hidden="true" /> {t(`groups.visibility.${visibility}`)}
        </span>
      )}
      {department ? <span className="chip">{t('groups.department')}</span> : null}
    </>
  );
}
