import { useCallback, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { holds } from '../workspace/rights.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
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
  const [saved, setSaved] = useState(false);
  const changed = displayName.trim() !== me.displayName || title.trim() !== me.title;
  const send = useCallback(async () => {
    await call('principals.updateProfile', { displayName: displayName.trim(), title: title.trim() });
    setSaved(true);
  }, [call, displayName, title]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  return (
    <form onSubmit={submit} onChange={() => setSaved(false)}>
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
      <FormNotice failure={failure} shown={['/displayName', '/title']} />
      <div className="row">
        <button type="submit" className="button primary" disabled={busy || !changed}>
          {t('account.save')}
        </button>
        <span className="quiet" role="status">
          {saved ? t('account.saved') : ''}
        </span>
      </div>
    </form>
  );
}
