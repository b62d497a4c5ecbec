import { type ReactNode, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';

interface OnceProps {
  readonly label: string;
  readonly secret: string;
  readonly explanation: string;
  /** The way out is a sentence that somebody has to agree to. */
  readonly agreement: string;
  readonly onDone: () => void;
}

/** Something that is shown once and never again. */
function Once({ label, secret, explanation, agreement, onDone }: OnceProps) {
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

interface OnceDialogProps extends Omit<OnceProps, 'secret' | 'onDone'> {
  readonly title: string;
  readonly onClose: () => void;
  /** Called as well when the secret has been made. */
  readonly onMade: () => void;
  readonly form: (onMade: (secret: string) => void) => ReactNode;
}

/** A form that makes a secret, and then the secret in its place. */
export function OnceDialog({ title, onClose, onMade, form, ...once }: OnceDialogProps) {
  const [secret, setSecret] = useState<string | null>(null);
  const made = (text: string) => {
    setSecret(text);
    onMade();
  };
  return (
    <Dialog title={title} onClose={onClose} wide>
      {secret === null ? form(made) : <Once {...once} secret={secret} onDone={onClose} />}
    </Dialog>
  );
}
