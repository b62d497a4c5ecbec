import { useCallback, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { EntryButton, EntryNotice } from '../sign-in/entry-parts.tsx';
import { NewPasswordField } from '../sign-in/new-password-field.tsx';
import { useEntry } from '../sign-in/use-entry.ts';
import { Field } from '../ui/form.tsx';
import { Sheet } from '../ui/parts.tsx';
import type { Call } from '../workspace/port.ts';
import {
  type NewWorkspace,
  newWorkspace,
  OwnerFields,
  ownerOf,
  WorkspaceFields,
  workspacePointers,
} from './owner-fields.tsx';

interface Done {
  readonly address: string;
  readonly handle: string;
}

interface SetupProps {
  readonly call: Call;
  readonly needed: boolean;
  readonly secret: string;
}

/** The first minutes of a deployment: its operator, one workspace, the owner of that workspace. */
export function Setup({ call, needed, secret }: SetupProps) {
  const { t } = useTexts();
  const [done, setDone] = useState<Done | null>(null);
  if (done !== null) return <SetupDone {...done} />;
  if (!needed)
    return (
      <Sheet title={t('platform.setupDoneTitle')} lead={t('platform.setupDoneLead')}>
        <a className="button" href="/">
          {t('platform.toStart')}
        </a>
      </Sheet>
    );
  if (secret === '') return <Sheet title={t('platform.setupLinkTitle')} lead={t('platform.setupLinkLead')} />;
  return <SetupForm call={call} secret={secret} onDone={setDone} />;
}

function SetupDone({ address, handle }: Done) {
  const { t } = useTexts();
  return (
    <Sheet title={t('platform.readyTitle')} lead={t('platform.readyLead')}>
      <p>
        <a className="button primary" href={address}>
          {t('platform.readyOpen', { host: new URL(address).host })}
        </a>
      </p>
      <p className="quiet">{t('platform.readySignIn', { handle })}</p>
    </Sheet>
  );
}

interface SetupFormProps {
  readonly call: Call;
  readonly secret: string;
  readonly onDone: (done: Done) => void;
}

function SetupForm({ call, secret, onDone }: SetupFormProps) {
  const { t } = useTexts();
  const [operator, setOperator] = useState({ name: '', password: '' });
  const [values, setValues] = useState<NewWorkspace>(newWorkspace);
  const change = (part: Partial<NewWorkspace>) => setValues((now) => ({ ...now, ...part }));
  const send = useCallback(async () => {
    const { tenant } = await call('setup.complete', {
      secret,
      operator: { name: operator.name.trim(), password: operator.password },
      tenant: { slug: values.slug, name: values.name.trim() },
      owner: ownerOf(values),
    });
    onDone({ address: tenant.address, handle: values.handle });
  }, [call, secret, operator, values, onDone]);
  const entry = useEntry(send);
  const { problemOf } = entry;
  const shown = ['/operator/name', '/operator/password', ...workspacePointers('/tenant')];
  return (
    <Sheet title={t('platform.setupTitle')} lead={t('platform.setupLead')}>
      <form onSubmit={entry.submit}>
        <fieldset>
          <legend>{t('platform.setupPartOperator')}</legend>
          <p className="quiet">{t('platform.setupOperatorHint')}</p>
          <Field
            label={t('platform.operatorName')}
            required
            autoFocus
            maxLength={80}
            autoComplete="username"
            hint={t('platform.operatorNameHint')}
            value={operator.name}
            problem={problemOf('/operator/name')}
            onChange={(event) => setOperator({ ...operator, name: event.target.value })}
          />
          <NewPasswordField
            label={t('platform.operatorPassword')}
            value={operator.password}
            names={[operator.name]}
            problem={problemOf('/operator/password')}
            onChange={(password) => setOperator({ ...operator, password })}
          />
        </fieldset>
        <fieldset>
          <legend>{t('platform.setupPartWorkspace')}</legend>
          <p className="quiet">{t('platform.setupWorkspaceHint')}</p>
          <WorkspaceFields values={values} change={change} problemOf={problemOf} pointer="/tenant" />
        </fieldset>
        <fieldset>
          <legend>{t('platform.setupPartOwner')}</legend>
          <p className="quiet">{t('platform.setupOwnerHint')}</p>
          <OwnerFields values={values} change={change} problemOf={problemOf} />
        </fieldset>
        <EntryNotice entry={entry} shown={shown} />
        <EntryButton entry={entry} label={t('platform.setupSubmit')} busyLabel={t('platform.creating')} />
      </form>
    </Sheet>
  );
}
