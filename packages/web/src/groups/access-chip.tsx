/** What a channel says of itself beside its name: that it is confidential, and that it has the people of a group. */
import '../i18n/late.ts';
import type { ChannelId } from '@wardroom/contract';
import { ShieldAlert } from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';
import { useAccess } from './access.ts';

interface AccessChipProps {
  readonly channelId: ChannelId;
  readonly onClose: () => void;
}

export default function AccessChip({ channelId }: AccessChipProps) {
  const { t } = useTexts();
  const access = useAccess(channelId);
  const classification = access?.classification ?? 'internal';
  if (classification !== 'confidential' && classification !== 'restricted') return null;
  const name = t(`groups.classification.${classification}`);
  return (
    <span
      className={classification === 'restricted' ? 'chip chip-icon chip-bad' : 'chip chip-icon chip-agent'}
      title={[t('groups.classified', { name }), ...(access?.labels ?? [])].join(' · ')}
    >
      <ShieldAlert size={12} aria-hidden="true" />
      <span className="unseen">{t('groups.classification')}: </span>
      {name}
    </span>
  );
}
