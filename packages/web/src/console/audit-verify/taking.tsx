import type { AuditEntryView } from '@wardroom/contract';
import { Download } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';

/** The proof for somebody who was not here. */
export function Taking({ entry, proof }: { entry: AuditEntryView; proof: string }) {
  const { t } = useTexts();
  const name = `${entry.id}.json`;
  const save = () => {
    const url = URL.createObjectURL(new Blob([proof], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <>
      <button type="button" className="button" onClick={save}>
        <Download size={15} aria-hidden="true" /> {t('verify.download')}
      </button>
      <p className="quiet">{t('verify.offline')}</p>
    </>
  );
}
