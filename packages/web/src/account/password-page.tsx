import { useCallback, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { NewPasswordField } from '../sign-in/new-password-field.tsx';
import { PasswordField } from '../sign-in/password-field.tsx';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { OwnForm } from './own-form.tsx';
import { PageHead } from './page-head.tsx';

export function PasswordPage() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { me, tenant } = useSynced();
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const send = useCallback(async () => {
    await call('principals.changePassword', { currentPassword, newPassword });
    setCurrent('');
    setNew('');
  }, [call, currentPassword, newPassword]);
  return (
    <>
      <PageHead title={t('account.password')} lead={t('account.passwordLead')} />
      <OwnForm
        send={send}
        shown={['/currentPassword', '/newPassword']}
        action={t('account.changePassword')}
        done={t('account.passwordChanged')}
      >
        {(problemOf) => (
          <>
            {/* Password managers learn from it whose password this is. */}
            <input type="text" autoComplete="username" value={me.handle} readOnly hidden />
            <PasswordField
              label={t('account.current')}
              required
              autoComplete="current-password"
              maxLength={1024}
              value={currentPassword}
              problem={problemOf('/currentPassword')}
              onChange={(event) => setCurrent(event.target.value)}
            />
            <NewPasswordField
              label={t('account.new')}
              value={newPassword}
              names={[me.handle, me.displayName, tenant.name]}
              problem={problemOf('/newPassword')}
              onChange={setNew}
            />
          </>
        )}
      </OwnForm>
    </>
  );
}
