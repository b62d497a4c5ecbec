import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Notice } from '../ui/parts.tsx';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';

export function SignOutButton() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const [failure, setFailure] = useState<Failure | null>(null);
  const signOut = () => {
    call('sessions.end', {}).then(
      // A fresh page: nothing of this session stays in memory; drafts go too.
      () => {
        sessionStorage.clear();
        location.assign('/sign-in');
      },
      (thrown: unknown) => setFailure(failureOf(thrown)),
    );
  };
  return (
    <>
      {failure === null ? null : <Notice failure={failure} />}
      <button type="button" className="button danger" onClick={signOut}>
        <LogOut size={15} aria-hidden="true" /> {t('account.signOut')}
      </button>
    </>
  );
}
