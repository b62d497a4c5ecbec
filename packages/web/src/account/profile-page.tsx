import { useCallback, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Field } from '../ui/form.tsx';
import { holds } from '../workspace/rights.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { OwnForm } from './own-form.tsx';
import { PageHead } from './page-head.tsx';
import { PersonCard } from './person-card.tsx';

export function ProfilePage() {
  const { t } = useTexts();
  const synced = useSynced();
  return (
    <>
      <PageHead title={t('account.profile')} lead={t('account.profileLead')} />
      <div className="card-frame">
        <PersonCard principalId={synced.me.id} />
      </div>
      {holds(synced, 'profile.own') ? <ProfileForm /> : <p className="quiet">{t('account.profileClosed')}</p>}
    </>
  );
}

function ProfileForm() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { me } = useSynced();
  const [displayName, setDisplayName] = useState<string>(me.displayName);
  const [title, setTitle] = useState<string>(me.title);
  const send = useCallback(async () => {
    await call('principals.updateProfile', { displayName: displayName.trim(), title: title.trim() });
  }, [call, displayName, title]);
  return (
    <OwnForm
      send={send}
      shown={['/displayName', '/title']}
      action={t('account.save')}
      disabled={displayName.trim() === me.displayName && title.trim() === me.title}
      done={t('account.saved')}
    >
      {(problemOf) => (
        <>
          <Field
            label={t('account.displayName')}
            required
            autoComplete="name"
            maxLength={80}
            value={displayName}
            problem={problemOf('/displayName')}
            onChange={(event) => setDisplayName(event.target.value)}
          />
          <Field
            label={t('account.jobTitle')}
            autoComplete="organization-title"
            maxLength={80}
            hint={t('account.jobTitleHint')}
            value={title}
            problem={problemOf('/title')}
            onChange={(event) => setTitle(event.target.value)}
          />
          <p className="quiet">{t('account.handleFixed', { handle: `@${me.handle}` })}</p>
        </>
      )}
    </OwnForm>
  );
}
