import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Notice } from '../ui/parts.tsx';
import { signOut } from '../workspace/leaving.ts';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';

export function SignOutButton() {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const [failure, setFailure] = useState<Failure | null>(null);
  const onSignOut = () => {
    signOut(workspace).catch((thrown: unknown) => setFailure(failureOf(thrown)));
  };
  return (
    <>
      {failure === null ? null : <Notice failure={failure} />}
      <button type="button" className="button plain" onClick={onSignOut}>
        <LogOut size={15} aria-hidden="true" /> {t('account.signOut')}
      </button>
    </>
  );
}
