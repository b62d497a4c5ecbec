import { Eye, EyeOff } from 'lucide-react';
import { type InputHTMLAttributes, type KeyboardEvent, type ReactNode, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Field } from '../ui/form.tsx';

interface PasswordFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'type'> {
  readonly label: string;
  readonly problem?: string | undefined;
  readonly after?: ReactNode;
  /** Names the toggle apart where a page has several. */
  readonly what?: string;
}

/** It can be looked at, and Caps Lock is told before it costs an attempt. */
export function PasswordField({ label, problem, after, what, ...input }: PasswordFieldProps) {
  const { t } = useTexts();
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const look = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));
  const Icon = shown ? EyeOff : Eye;
  return (
    <div className="password-field">
      <Field
        label={label}
        problem={problem}
        {...input}
        type={shown ? 'text' : 'password'}
        autoCapitalize="none"
        spellCheck={false}
        onKeyDown={look}
        onKeyUp={look}
        onBlur={() => setCapsLock(false)}
        after={
          <>
            {capsLock ? (
              <div className="hint caps-lock" role="status">
                {t('signIn.capsLock')}
              </div>
            ) : null}
            {after}
          </>
        }
      />
      <button type="button" className="password-show" aria-pressed={shown} onClick={() => setShown(!shown)}>
        <Icon size={15} aria-hidden="true" />
        {shown ? t('signIn.hide') : t('signIn.show')}
        <span className="unseen"> {what ?? t('signIn.ofPassword')}</span>
      </button>
    </div>
  );
}
