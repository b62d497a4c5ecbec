import { useTexts } from '../i18n/use-texts.ts';
import { Sheet } from '../ui/parts.tsx';

export function UnknownWorkspace() {
  const { t } = useTexts();
  return (
    <Sheet title={t('shell.unknown')} lead={t('shell.unknownText')}>
      <p className="quiet">
        <bdi>{location.host}</bdi>
      </p>
    </Sheet>
  );
}
