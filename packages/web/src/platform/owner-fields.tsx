/** Fields of a new workspace and its owner; used by setup and by the operator. */

import { useTexts } from '../i18n/use-texts.ts';
import { NewPasswordField } from '../sign-in/new-password-field.tsx';
import { Field, type Submission } from '../ui/form.tsx';
import { AddressField } from './address-field.tsx';
import { slugPattern, workspaceAddress } from './workspace-address.ts';

export interface NewWorkspace {
  readonly slug: string;
  readonly name: string;
  readonly handle: string;
  readonly displayName: string;
  readonly emailAddress: string;
  readonly password: string;
}

export const newWorkspace: NewWorkspace = {
  slug: '',
  name: '',
  handle: '',
  displayName: '',
  emailAddress: '',
  password: '',
};

/** The owner as the operations take it; an address that was left out is left out. */
export const ownerOf = (values: NewWorkspace) => ({
  handle: values.handle.trim(),
  displayName: values.displayName.trim(),
  password: values.password,
  ...(values.emailAddress.trim() === '' ? {} : { emailAddress: values.emailAddress.trim() }),
});

interface FieldsProps {
  readonly values: NewWorkspace;
  readonly change: (change: Partial<NewWorkspace>) => void;
  readonly problemOf: Submission['problemOf'];
}

export function WorkspaceFields({ values, change, problemOf, pointer }: FieldsProps & { pointer: string }) {
  const { t } = useTexts();
  const preview = slugPattern.test(values.slug) ? workspaceAddress(values.slug) : null;
  return (
    <>
      <AddressField
        label={t('platform.address')}
        value={values.slug}
        problem={problemOf(`${pointer}/slug`)}
        hint={preview === null ? t('platform.addressRule') : t('platform.addressHint', { address: preview })}
        onChange={(event) => change({ slug: event.target.value.toLowerCase().replaceAll(' ', '-') })}
      />
      <Field
        label={t('platform.workspaceName')}
        required
        maxLength={80}
        placeholder={t('platform.workspaceExample')}
        value={values.name}
        problem={problemOf(`${pointer}/name`)}
        onChange={(event) => change({ name: event.target.value })}
      />
    </>
  );
}

export function OwnerFields({ values, change, problemOf }: FieldsProps) {
  const { t } = useTexts();
  return (
    <>
      <Field
        label={t('platform.handle')}
        required
        maxLength={32}
        autoCapitalize="none"
        spellCheck={false}
        placeholder={t('platform.handleExample')}
        hint={t('platform.handleHint')}
        value={values.handle}
        problem={problemOf('/owner/handle')}
        onChange={(event) => change({ handle: event.target.value.toLowerCase() })}
      />
      <Field
        label={t('platform.name')}
        required
        maxLength={80}
        autoComplete="name"
        value={values.displayName}
        problem={problemOf('/owner/displayName')}
        onChange={(event) => change({ displayName: event.target.value })}
      />
      <Field
        label={t('platform.email')}
        type="email"
        maxLength={254}
        autoComplete="email"
        hint={t('platform.emailHint')}
        value={values.emailAddress}
        problem={problemOf('/owner/emailAddress')}
        onChange={(event) => change({ emailAddress: event.target.value })}
      />
      <NewPasswordField
        label={t('platform.ownerPassword')}
        value={values.password}
        names={[values.handle, values.displayName, values.name, values.slug]}
        problem={problemOf('/owner/password')}
        onChange={(password) => change({ password })}
      />
    </>
  );
}

export const workspacePointers = (pointer: string): readonly string[] => [
  `${pointer}/slug`,
  `${pointer}/name`,
  '/owner/handle',
  '/owner/displayName',
  '/owner/emailAddress',
  '/owner/password',
];
