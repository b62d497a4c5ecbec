import type { Operations, OutputOf } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { Sheet } from '../ui/parts.tsx';
import type { Call } from '../workspace/port.ts';

export type Operator = OutputOf<Operations['operators.show']>['operator'];

interface OperatorSignInProps {
  readonly call: Call;
  readonly onSignedIn: (operator: Operator) => void;
  readonly onBack: () => void;
}

export function OperatorSignIn({ call, onSignedIn, onBack }: OperatorSignInProps) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const send = useCallback(async () => {
    const { operator } = await call('operators.signIn', { name: name.trim(), password });
    onSignedIn(operator);
  }, [call, name, password, onSignedIn]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  return (
    <Sheet
      title="Operator sign-in"
      lead="For the people who run this server. Members sign in at their workspace."
    >
      <form onSubmit={submit}>
        <FormNotice failure={failure} shown={['/name', '/password']} />
        <Field
          label="Name"
          required
          autoFocus
          autoComplete="username"
          maxLength={80}
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
        <div className="row">
          <button type="submit" className="button primary" disabled={busy}>
            {busy ? 'Signing in…' : 'Sign in'}
          </button>
          <button type="button" className="button plain" onClick={onBack}>
            Back
          </button>
        </div>
      </form>
    </Sheet>
  );
}
