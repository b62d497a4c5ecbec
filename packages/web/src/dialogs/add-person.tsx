import type { RoleRef } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { useRoleName, useRoles } from '../account/role-text.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { NewPasswordField } from '../sign-in/new-password-field.tsx';
import { suggestHandle } from '../sign-in/suggest-handle.ts';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { SelectField } from '../ui/select-field.tsx';
import Withdrawn from '../ui/withdrawn.tsx';
import { holds } from '../workspace/rights.ts';
import { isWithin } from '../workspace/roles.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';

/** Machines have it, and owners are made by owners on purpose. */
const unoffered: readonly RoleRef[] = ['agent', 'owner'];

/** Those within one's own rights. */
function useOffered(): readonly (readonly [RoleRef, string])[] {
  const { permissions } = useSynced();
  const nameOf = useRoleName();
  const within = useRoles().filter((role) => !unoffered.includes(role.role) && isWithin(role, permissions));
  const refs: readonly RoleRef[] = within.length === 0 ? ['member'] : within.map(({ role }) => role);
  return refs.map((role) => [role, nameOf(role)] as const);
}

/** For who cannot be invited by link: an administrator sets a first password and hands it over. */
export function AddPerson({ onDone }: { onDone: () => void }) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const synced = useSynced();
  const may = holds(synced, 'people.manage');
  const [values, setValues] = useState({ displayName: '', emailAddress: '', password: '' });
  const [ownHandle, setOwnHandle] = useState<string | null>(null);
  const [role, setRole] = useState<RoleRef>('member');
  const gives = useRoles().find((known) => known.role === role)?.permissions;
  const isGuest = gives?.includes('channel.read') === true && !gives.includes('channel.browse');
  const handle = ownHandle ?? suggestHandle(values.displayName);
  const send = useCallback(async () => {
    const emailAddress = values.emailAddress.trim();
    await call('principals.create', {
      handle: handle.trim(),
      displayName: values.displayName.trim(),
      password: values.password,
      role,
      ...(emailAddress === '' ? {} : { emailAddress }),
    });
    onDone();
  }, [call, values, handle, role, onDone]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  return (
    <form onSubmit={submit}>
      <Field
        label={t('people.name')}
        required
        autoFocus
        maxLength={80}
        value={values.displayName}
        problem={problemOf('/displayName')}
        onChange={(event) => setValues({ ...values, displayName: event.target.value })}
      />
      <Field
        label={t('people.handle')}
        required
        maxLength={32}
        autoCapitalize="none"
        spellCheck={false}
        hint={t('people.handleHint')}
        value={handle}
        problem={problemOf('/handle')}
        onChange={(event) => setOwnHandle(event.target.value.toLowerCase())}
      />
      <Field
        label={t('people.email')}
        type="email"
        maxLength={254}
        value={values.emailAddress}
        problem={problemOf('/emailAddress')}
        onChange={(event) => setValues({ ...values, emailAddress: event.target.value })}
      />
      <SelectField
        label={t('people.role')}
        value={role}
        options={useOffered()}
        hint={isGuest ? t('people.guestHint') : undefined}
        onChange={setRole}
      />
      <NewPasswordField
        label={t('people.firstPassword')}
        value={values.password}
        names={[handle, values.displayName, synced.tenant.name]}
        problem={problemOf('/password')}
        onChange={(password) => setValues({ ...values, password })}
      />
      <p className="quiet">{t('people.firstPasswordHint')}</p>
      <FormNotice failure={failure} shown={['/handle', '/displayName', '/emailAddress', '/password']} />
      <Withdrawn may={may} />
      <div className="dialog-foot">
        <button type="button" className="button" onClick={onDone}>
          {t('people.back')}
        </button>
        <button type="submit" className="button primary" disabled={busy || !may}>
          {busy ? t('people.addBusy') : t('people.addSubmit')}
        </button>
      </div>
    </form>
  );
}
