import { useCallback, useRef, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Field } from '../ui/form.tsx';
import { Sheet } from '../ui/parts.tsx';
import { ThemeChoice } from '../ui/theme-choice.tsx';
import type { Call } from '../workspace/port.ts';
import { EntryButton, EntryNotice } from './entry-parts.tsx';
import { PasswordField } from './password-field.tsx';
import { pathWithin } from './path-within.ts';
import { useEntry } from './use-entry.ts';

export function SignIn({ call, origin }: { call: Call; origin: string }) {
  const { t } = useTexts();
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const send = useCallback(async () => {
    try {
      await call('sessions.create', { name: name.trim(), password });
    } catch (thrown) {
      // The name stays; what is typed again is the password.
      form.current?.querySelector<HTMLInputElement>('[autocomplete=current-password]')?.select();
      throw thrown;
    }
    // A fresh page: nothing of an earlier session stays in memory.
    location.replace(pathWithin(origin, new URLSearchParams(location.search).get('to')));
  }, [call, name, password, origin]);
  const entry = useEntry(send);
  return (
    <Sheet title={t('signIn.title')} lead={<bdi>{location.host}</bdi>}>
      <form onSubmit={entry.submit} ref={form}>
        <EntryNotice entry={entry} shown={['/name', '/password']} />
        <Field
          label={t('signIn.name')}
          required
          autoFocus
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
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
        <EntryButton entry={entry} label={t('signIn.submit')} busyLabel={t('signIn.busy')} />
      </form>
      <div className="sheet-foot">
        <ThemeChoice />
      </div>
    </Sheet>
  );
}
