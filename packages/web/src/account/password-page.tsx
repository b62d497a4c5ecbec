import { useCallback, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { NewPasswordField } from '../sign-in/new-password-field.tsx';
import { PasswordField } from '../sign-in/password-field.tsx';
import { FormNotice, useSubmission } from '../ui/form.tsx';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { PageHead } from './page-head.tsx';

export function PasswordPage() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { me, tenant } = useSynced();
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const [changed, setChanged] = useState(false);
  const send = useCallback(async () => {
    setChanged(false);
    await call('principals.changePassword', { currentPassword, newPassword });
    setCurrent('');
    setNew('');
    setChanged(true);
  }, [call, currentPassword, newPassword]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  return (
    <>
      <PageHead title={t('account.password')} lead={t('account.passwordLead')} />
      <form onSubmit={submit}>
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
        <FormNotice failure={failure} shown={['/currentPassword', '/newPassword']} />
        <button type="submit" className="button primary" disabled={busy}>
          {busy ? t('account.changing') : t('account.changePassword')}
        </button>
        <p className="said" role="status">
          {changed ? t('account.passwordChanged') : ''}
        </p>
      </form>
    </>
  );
}
