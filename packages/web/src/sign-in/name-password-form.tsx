import { type ReactNode, useCallback, useRef, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Field } from '../ui/form.tsx';
import { EntryButton, EntryNotice } from './entry-parts.tsx';
import { PasswordField } from './password-field.tsx';
import { useEntry } from './use-entry.ts';

interface NamePasswordFormProps {
  readonly nameLabel: string;
  readonly longestName: number;
  readonly send: (name: string, password: string) => Promise<void>;
  /** Beside the button. */
  readonly children?: ReactNode;
}

/** Name and password, of people and of operators. */
export function NamePasswordForm({ nameLabel, longestName, send, children }: NamePasswordFormProps) {
  const { t } = useTexts();
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const attempt = useCallback(async () => {
    try {
      await send(name.trim(), password);
    } catch (thrown) {
      // The name stays; what is typed again is the password.
      form.current?.querySelector<HTMLInputElement>('[autocomplete=current-password]')?.select();
      throw thrown;
    }
  }, [send, name, password]);
  const entry = useEntry(attempt);
  return (
    <form onSubmit={entry.submit} ref={form}>
      <EntryNotice entry={entry} shown={['/name', '/password']} />
      <Field
        label={nameLabel}
        required
        autoFocus
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={longestName}
        value={name}
        problem={entry.problemOf('/name')}
        onChange={(event) => setName(event.target.value)}
      />
      <PasswordField
        label={t('signIn.password')}
        required
        autoComplete="current-password"
        maxLength={1024}
        value={password}
        problem={entry.problemOf('/password')}
        onChange={(event) => setPassword(event.target.value)}
      />
      <div className="row">
        <EntryButton entry={entry} label={t('signIn.submit')} busyLabel={t('signIn.busy')} />
        {children}
      </div>
    </form>
  );
}
