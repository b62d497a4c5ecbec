import { SessionList } from '../dialogs/session-list.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { PageHead } from './page-head.tsx';

export function SessionsPage() {
  const { t } = useTexts();
  return (
    <>
      <PageHead title={t('account.sessions')} lead={t('account.sessionsLead')} />
      <SessionList />
    </>
  );
}
