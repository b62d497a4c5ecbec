import type { ClientView, Scope } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { ScopeChoice } from '../access/scope-choice.tsx';
import { scopeNames } from '../access/scopes.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { DialogFoot } from '../ui/dialog-foot.tsx';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { linesOf } from './client-facts.ts';
import { LinesField } from './lines-field.tsx';

interface EditClientProps {
  readonly client: ClientView;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

export function EditClient({ client, onClose, onChanged }: EditClientProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { id: clientId } = client;
  const [name, setName] = useState<string>(client.name);
  const [redirects, setRedirects] = useState(client.redirectUris.join('\n'));
  const [scopes, setScopes] = useState<readonly Scope[]>(client.scopes);
  const [requiresProof, setRequiresProof] = useState(client.requiresProof);
  const send = useCallback(async () => {
    await call('clients.update', {
      clientId,
      name: name.trim(),
      redirectUris: linesOf(redirects),
      scopes: scopeNames.filter((scope) => scopes.includes(scope)),
      requiresProof,
    });
    onChanged();
    onClose();
  }, [call, clientId, name, redirects, scopes, requiresProof, onChanged, onClose]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  return (
    <Dialog title={t('credentials.editTitle', { app: client.name })} onClose={onClose} wide>
      <form onSubmit={submit}>
        <Field
          label={t('credentials.name')}
          required
          maxLength={80}
          value={name}
          problem={problemOf('/name')}
          onChange={(event) => setName(event.target.value)}
        />
        {client.grantTypes.includes('authorization_code') ? (
          <LinesField
            label={t('credentials.redirects')}
            hint={t('credentials.redirectsHint')}
            value={redirects}
            problem={problemOf('/redirectUris') ?? problemOf('/redirectUris/0')}
            onChange={setRedirects}
          />
        ) : null}
        <label className="choice">
          <input
            type="checkbox"
            checked={requiresProof}
            onChange={(event) => setRequiresProof(event.target.checked)}
          />
          <span>{t('credentials.bound')}</span>
        </label>
        <ScopeChoice
          title={t('credentials.scopes')}
          hint={t('credentials.editHint')}
          offered={scopeNames}
          named
          chosen={scopes}
          onChange={setScopes}
        />
        <FormNotice failure={failure} shown={['/name', '/redirectUris', '/redirectUris/0']} />
        <DialogFoot action={t('console.save')} onCancel={onClose} disabled={busy} />
      </form>
    </Dialog>
  );
}
