import type { Operations, OutputOf } from '@wardroom/contract';
import { useCallback } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { NamePasswordForm } from '../sign-in/name-password-form.tsx';
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
  const send = useCallback(
    async (name: string, password: string) => {
      const { operator } = await call('operators.signIn', { name, password });
      onSignedIn(operator);
    },
    [call, onSignedIn],
  );
  return (
    <Sheet title={t('platform.operator')} lead={t('platform.operatorLead')}>
      <NamePasswordForm nameLabel={t('platform.operatorName')} longestName={80} send={send}>
        <button type="button" className="button plain" onClick={onBack}>
          {t('platform.back')}
        </button>
      </NamePasswordForm>
    </Sheet>
  );
}
