import type { Operations, OutputOf } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { EntryButton, EntryNotice } from '../sign-in/entry-parts.tsx';
import { PasswordField } from '../sign-in/password-field.tsx';
import { useEntry } from '../sign-in/use-entry.ts';
import { Field } from '../ui/form.tsx';
import { Sheet } from '../ui/parts.tsx';
import type { Call } from '../workspace/port.ts';

export type Operator = OutputOf<Operations['operators.show']>['operator'];

interface OperatorSignInProps {
  readonly call: Call;
  readonly onSignedIn: (operator: Operator) => void;
  readonly onBack: () => void;
}

export function OperatorSignIn({ call, onSignedIn, onBack }: OperatorSignInProps) {
  const { t } = useTexts();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const send = useCallback(async () => {
    const { operator } = await call('operators.signIn', { name: name.trim(), password });
    onSignedIn(operator);
  }, [call, name, password, onSignedIn]);
  const entry = useEntry(send);
  return (
    <Sheet title={t('platform.operator')} lead={t('platform.operatorLead')}>
      <form onSubmit={entry.submit}>
        <EntryNotice entry={entry} shown={['/name', '/password']} />
        <Field
          label={t('platform.operatorName')}
          required
          autoFocus
          autoComplete="username"
          maxLength={80}
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
          <button type="button" className="button plain" onClick={onBack}>
            {t('platform.back')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
