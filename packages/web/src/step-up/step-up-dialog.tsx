/** Asks who it is, and lets go on with what they were doing. */
import '../i18n/late.ts';
import { type RefObject, useCallback, useEffect, useId, useRef, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { PasswordField } from '../sign-in/password-field.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { DialogFoot } from '../ui/dialog-foot.tsx';
import { FormNotice, useSubmission } from '../ui/form.tsx';
import type { Call } from '../workspace/port.ts';
import { giveFocusBack } from './give-focus-back.ts';

interface StepUpDialogProps {
  readonly call: Call;
  /** What had the focus last, before anything was asked. */
  readonly last: RefObject<EventTarget | null>;
  readonly onProved: () => void;
  readonly onClose: () => void;
}

export default function StepUpDialog({ call, last, onProved, onClose }: StepUpDialogProps) {
  const { t } = useTexts();
  const [password, setPassword] = useState('');
  const problem = useId();
  const form = useRef<HTMLFormElement>(null);
  const send = useCallback(async () => {
    await call('sessions.reauthenticate', { password });
    onProved();
  }, [call, password, onProved]);
  const { busy, failure, submit } = useSubmission(send);
  const isWrong = failure?.code === 'sign_in_failed';
  useEffect(() => {
    const field = failure === null ? null : form.current?.querySelector('input');
    field?.focus();
    field?.select();
  }, [failure]);
  useEffect(() => () => giveFocusBack(last.current), [last]);
  return (
    <Dialog title={t('stepUp.title')} onClose={onClose}>
      <form ref={form} onSubmit={submit}>
        <p>{t('stepUp.text')}</p>
        <PasswordField
          label={t('stepUp.password')}
          required
          autoComplete="current-password"
          maxLength={1024}
          value={password}
          aria-invalid={isWrong}
          aria-describedby={problem}
          after={
            <div className="problem" id={problem} role="alert">
              {isWrong ? t('stepUp.wrong') : null}
            </div>
          }
          onChange={(event) => setPassword(event.target.value)}
        />
        <p className="hint">{t('stepUp.none')}</p>
        <FormNotice failure={isWrong ? null : failure} />
        <DialogFoot action={t('stepUp.confirm')} onCancel={onClose} disabled={busy} />
      </form>
    </Dialog>
  );
}
