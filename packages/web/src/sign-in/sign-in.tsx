import { useCallback, useState } from 'react';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { Sheet } from '../ui/parts.tsx';
import { ThemeChoice } from '../ui/theme-choice.tsx';
import type { Call } from '../workspace/port.ts';
import { pathWithin } from './path-within.ts';

export function SignIn({ call, origin }: { call: Call; origin: string }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const send = useCallback(async () => {
    await call('sessions.create', { name: name.trim(), password });
    // A fresh page: nothing of an earlier session stays in memory.
    location.replace(pathWithin(origin, new URLSearchParams(location.search).get('to')));
  }, [call, name, password, origin]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  return (
    <Sheet title="Sign in" lead={<bdi>{location.host}</bdi>}>
      <form onSubmit={submit}>
        <FormNotice failure={failure} shown={['/name', '/password']} />
        <Field
          label="Handle or e-mail address"
          required
          autoFocus
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
          value={name}
          problem={problemOf('/name')}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label="Password"
          type="password"
          required
          autoComplete="current-password"
          maxLength={1024}
          value={password}
          problem={problemOf('/password')}
          onChange={(event) => setPassword(event.target.value)}
        />
        <button type="submit" className="button primary" disabled={busy}>
          {busy ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
      <div className="sheet-foot">
        <ThemeChoice />
      </div>
    </Sheet>
  );
}
