import { type ReactNode, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { DialogFoot } from '../ui/dialog-foot.tsx';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';

interface ConfirmProps {
  readonly title: string;
  /** What it does, to whom. */
  readonly text: string;
  readonly action: string;
  readonly send: () => Promise<void>;
  readonly onClose: () => void;
  /** Has to be typed first, for what cannot be undone. */
  readonly word?: string;
  /** More about it, below the text. */
  readonly children?: ReactNode;
}

/** Asks before something is taken away. A refusal is told here, where it was asked for. */
export function Confirm({ title, text, action, send, onClose, word, children }: ConfirmProps) {
  const { t } = useTexts();
  const [typed, setTyped] = useState('');
  const { busy, failure, submit } = useSubmission(send);
  const unconfirmed = word !== undefined && typed !== word;
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit}>
        <p>{text}</p>
        {children}
        {word === undefined ? null : (
          <Field
            label={t('console.typeToConfirm', { word })}
            autoCapitalize="none"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
        <FormNotice failure={failure} />
        <DialogFoot action={action} onCancel={onClose} disabled={busy || unconfirmed} danger />
      </form>
    </Dialog>
  );
}
