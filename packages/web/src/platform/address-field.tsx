import type { InputHTMLAttributes } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Field } from '../ui/form.tsx';
import { workspaceAddress } from './workspace-address.ts';

interface AddressFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly hint: string;
  readonly problem: string | undefined;
}

/** The first part of a workspace’s address; what follows it stands at the end of the field. */
export function AddressField(props: AddressFieldProps) {
  const { t } = useTexts();
  const { host } = new URL(workspaceAddress('x'));
  return (
    <div className="address-field">
      <Field
        required
        maxLength={40}
        autoCapitalize="none"
        spellCheck={false}
        placeholder={t('platform.addressExample')}
        {...props}
        after={<span className="address-end">{host.slice(1)}</span>}
      />
    </div>
  );
}
