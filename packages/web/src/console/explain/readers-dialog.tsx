/** From the settings of a channel, for its managers: they may not have the console. */
import '../../i18n/late.ts';
import type { Channel } from '@wardroom/contract';
import { useTexts } from '../../i18n/use-texts.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Readers } from './readers.tsx';

interface ReadersDialogProps {
  readonly channel: Channel;
  readonly onClose: () => void;
}

export default function ReadersDialog({ channel, onClose }: ReadersDialogProps) {
  const { t } = useTexts();
  return (
    <Dialog title={t('explain.readersOf', { name: channel.name })} onClose={onClose} wide>
      <p className="quiet">{t('explain.readersHint')}</p>
      <Readers channelId={channel.id} />
    </Dialog>
  );
}
