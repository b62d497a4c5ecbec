/** In a form whose right has gone while it was open: the form stays with what was written, and sends nothing. */
import '../i18n/late.ts';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';

/** Whether it was open to them at any time since this is shown: what was begun then does not vanish. */
export function useBegun(may: boolean): boolean {
  const [begun, setBegun] = useState(may);
  if (may && !begun) setBegun(true);
  return begun;
}

interface WithdrawnProps {
  readonly may: boolean;
  readonly onClose?: () => void;
}

export default function Withdrawn({ may }: WithdrawnProps) {
  const { t } = useTexts();
  return (
    <div role="alert">
      {may ? null : (
        <div className="notice notice-bad">
          <strong>{t('withdrawn.title')}.</strong> {t('withdrawn.text')}
        </div>
      )}
    </div>
  );
}
