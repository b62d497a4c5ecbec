import { type ReactNode, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { FormNotice, useSubmission } from '../ui/form.tsx';

interface ConfirmProps {
  readonly title: string;
  /** What it does, to whom. */
  readonly children: ReactNode;
  readonly action: string;
  readonly send: () => Promise<void>;
  readonly onClose: () => void;
  /** Has to be typed first, for what cannot be undone. */
  readonly word?: string;
}

/** Asks before something is taken away. A refusal is told here, where it was asked for. */
export function Confirm({ title, children, action, send, onClose, word }: ConfirmProps) {
  const { t } = useTexts();
  const [typed, setTyped] = useState('');
  const { busy, failure, submit } = useSubmission(send);
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit}>
        <div className="confirm-text">{children}</div>
        {word === undefined ? null : (
          <label className="field">
            <span>{t('console.typeToConfirm', { word })}</span>
            <input autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
          </label>
        )}
        <FormNotice failure={failure} />
        <div className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {t('console.cancel')}
          </button>
          <button
            type="submit"
            className="button danger"
            disabled={busy || (word !== undefined && typed !== word)}
          >
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
