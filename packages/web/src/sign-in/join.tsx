import type { Operations, OutputOf, RoleRef } from '@wardroom/contract';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import type { TextKey } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Field } from '../ui/form.tsx';
import { Notice, Sheet } from '../ui/parts.tsx';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { expectSession } from '../workspace/session-hint.ts';
import { EntryButton, EntryNotice } from './entry-parts.tsx';
import { type LinkProps, PartOfLink, WithPassword } from './link.tsx';
import { NewPasswordField } from './new-password-field.tsx';
import { suggestHandle } from './suggest-handle.ts';
import { useEntry } from './use-entry.ts';

type Invitation = OutputOf<Operations['invitations.show']>;

/** What the role means to somebody who has never been here. */
const explained: Partial<Record<RoleRef, TextKey>> = {
  guest: 'signIn.roleGuest',
  member: 'signIn.roleMember',
};

interface JoinProps extends LinkProps {
  /** Somebody is signed in at this workspace already. */
  readonly signedIn: boolean;
}

/** Joining by an invitation link. */
export default function Join(props: JoinProps) {
  const { t } = useTexts();
  const { call, secret } = props;
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt asks again.
  useEffect(() => {
    if (secret === '') return;
    call('invitations.show', { secret }).then(setInvitation, (thrown: unknown) =>
      setFailure(failureOf(thrown)),
    );
  }, [call, secret, attempt]);
  if (secret === '') return <PartOfLink />;
  if (invitation !== null) return <JoinForm {...props} invitation={invitation} />;
  if (failure === null)
    return (
      <div className="waiting" role="status">
        {t('signIn.joinLoading')}
      </div>
    );
  if (failure.code === 'link_refused' || failure.code === 'not_found' || failure.code === 'invalid_input')
    return <Gone />;
  return (
    <Sheet title={t('signIn.joinUnreachable')}>
      <Notice failure={failure} />
      <button
        type="button"
        className="button"
        onClick={() => {
          setFailure(null);
          setAttempt(attempt + 1);
        }}
      >
        {t('signIn.joinAgain')}
      </button>
    </Sheet>
  );
}

function Gone() {
  const { t } = useTexts();
  return (
    <Sheet title={t('signIn.joinGoneTitle')} lead={t('signIn.joinGoneLead')}>
      <WithPassword />
    </Sheet>
  );
}

function JoinForm({
  environment,
  call,
  secret,
  invitation,
  signedIn,
}: JoinProps & { readonly invitation: Invitation }) {
  const { t } = useTexts();
  const [values, setValues] = useState({ displayName: '', emailAddress: '', password: '' });
  // Follows the name until somebody writes a handle of their own.
  const [ownHandle, setOwnHandle] = useState<string | null>(null);
  const handle = ownHandle ?? suggestHandle(values.displayName);
  const send = useCallback(async () => {
    const emailAddress = values.emailAddress.trim();
    await call('invitations.accept', {
      secret,
      handle,
      displayName: values.displayName.trim(),
      password: values.password,
      ...(emailAddress === '' ? {} : { emailAddress }),
    });
    expectSession(environment);
    location.replace('/');
  }, [environment, call, secret, handle, values]);
  const entry = useEntry(send);
  const taken = entry.failure?.code === 'already_exists' ? t('signIn.joinHandleTaken') : undefined;
  return (
    <JoinSheet invitation={invitation} signedIn={signedIn}>
      <form onSubmit={entry.submit}>
        <Field
          label={t('signIn.joinName')}
          required
          autoFocus
          autoComplete="name"
          maxLength={80}
          hint={t('signIn.joinNameHint')}
          value={values.displayName}
          problem={entry.problemOf('/displayName')}
          onChange={(event) => setValues({ ...values, displayName: event.target.value })}
        />
        <Field
          label={t('signIn.joinHandle')}
          required
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={32}
          hint={t('signIn.joinHandleHint')}
          value={handle}
          problem={entry.problemOf('/handle') ?? taken}
          onChange={(event) => setOwnHandle(event.target.value.toLowerCase())}
        />
        <Field
          label={t('signIn.joinEmail')}
          type="email"
          autoComplete="email"
          maxLength={254}
          value={values.emailAddress}
          problem={entry.problemOf('/emailAddress')}
          onChange={(event) => setValues({ ...values, emailAddress: event.target.value })}
        />
        <NewPasswordField
          label={t('signIn.joinPassword')}
          value={values.password}
          names={[handle, values.displayName, invitation.workspace]}
          problem={entry.problemOf('/password')}
          onChange={(password) => setValues({ ...values, password })}
        />
        <EntryNotice entry={entry} shown={['/handle', '/displayName', '/emailAddress', '/password']} />
        <EntryButton entry={entry} label={t('signIn.joinSubmit')} busyLabel={t('signIn.joinBusy')} />
      </form>
    </JoinSheet>
  );
}

interface JoinSheetProps {
  readonly invitation: Invitation;
  readonly signedIn: boolean;
  readonly children: ReactNode;
}

function JoinSheet({ invitation, signedIn, children }: JoinSheetProps) {
  const { t, locale } = useTexts();
  const { workspace, inviter, role, roleName, channels, expiresAt } = invitation;
  const key = explained[role];
  const until = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(
    expiresAt,
  );
  return (
    <Sheet title={t('signIn.joinTitle', { workspace })} lead={t('signIn.joinLead', { inviter, workspace })}>
      <div className="invitation">
        <p>{key === undefined ? t('signIn.roleOther', { role: roleName ?? role }) : t(key)}</p>
        {channels.length === 0 ? null : (
          <p>
            {t('signIn.joinChannels', {
              count: channels.length,
              names: new Intl.ListFormat(locale).format(channels.map((name) => `#${name}`)),
            })}
          </p>
        )}
        <p className="quiet">
          <bdi>{location.host}</bdi> · {t('signIn.joinUntil', { time: until })}
        </p>
      </div>
      {signedIn ? <p className="notice">{t('signIn.joinSignedIn')}</p> : null}
      {children}
      <p className="quiet">
        {t('signIn.joinKnown')} <a href="/sign-in">{t('signIn.withPassword')}</a>
      </p>
    </Sheet>
  );
}
