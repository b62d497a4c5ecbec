import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { CopyButton } from './copy-button.tsx';

interface OnceProps {
  readonly label: string;
  readonly secret: string;
  readonly explanation: string;
  /** The way out is a sentence that somebody has to agree to. */
  readonly agreement: string;
  readonly onDone: () => void;
}

/** Something that is shown once and never again. */
export function Once({ label, secret, explanation, agreement, onDone }: OnceProps) {
  const { t } = useTexts();
  const [agreed, setAgreed] = useState(false);
  return (
    <div className="once">
      <p>{explanation}</p>
      <div className="once-secret">
        <input
          readOnly
          aria-label={label}
          className="mono"
          value={secret}
          onFocus={(event) => event.target.select()}
        />
        <CopyButton text={secret} what={label} />
      </div>
      <label className="choice">
        <input type="checkbox" checked={agreed} onChange={(event) => setAgreed(event.target.checked)} />
        <span>{agreement}</span>
      </label>
      <div className="dialog-foot">
        <button type="button" className="button primary" disabled={!agreed} onClick={onDone}>
          {t('console.done')}
        </button>
      </div>
    </div>
  );
}
