import type { DomainView } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { DialogFoot } from '../ui/dialog-foot.tsx';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { useWorkspace } from '../workspace/use-workspace.ts';

interface AddDomainProps {
  readonly onClose: () => void;
  readonly onAdded: (domain: DomainView) => void;
}

/** Claims a name; what proves it stands in the drawer that opens then. */
export function AddDomain({ onClose, onAdded }: AddDomainProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const [typed, setTyped] = useState('');
  const name = typed.trim().toLowerCase();
  const send = useCallback(async () => {
    const { domain } = await call('domains.add', { name });
    onAdded(domain);
  }, [call, name, onAdded]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  return (
    <Dialog title={t('domains.add')} onClose={onClose}>
      <form onSubmit={submit}>
        <Field
          label={t('domains.name')}
          hint={t('domains.nameHint')}
          required
          autoCapitalize="none"
          spellCheck={false}
          inputMode="url"
          maxLength={233}
          value={typed}
          problem={problemOf('/name')}
          onChange={(event) => setTyped(event.target.value)}
        />
        <FormNotice failure={failure} shown={['/name']} />
        <DialogFoot action={t('domains.addNow')} onCancel={onClose} disabled={busy} />
      </form>
    </Dialog>
  );
}
