/** Rotation in two ways: with time to change over, and at once. Each says what will happen before it does. */
import type { CredentialView } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { DialogFoot } from '../ui/dialog-foot.tsx';
import { FormNotice, useSubmission } from '../ui/form.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { useFormats } from '../workspace/use-formats.ts';
import { useNow } from '../workspace/use-now.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { nameOfKey } from './key-life.ts';
import { OnceDialog } from './once.tsx';

interface RotateKeyProps {
  readonly credential: CredentialView;
  readonly onClose: () => void;
  readonly onRotated: () => void;
}

export function RotateKey({ credential, onClose, onRotated }: RotateKeyProps) {
  const { t } = useTexts();
  return (
    <OnceDialog
      title={t('console.keys.rotateTitle', { key: nameOfKey(credential) })}
      label={t('console.keys.secret')}
      explanation={t('console.keys.once')}
      agreement={t('console.keys.stored')}
      onClose={onClose}
      onMade={onRotated}
      form={(onMade) => <GraceForm credential={credential} onMade={onMade} onClose={onClose} />}
    />
  );
}

interface FormProps {
  readonly credential: CredentialView;
  readonly onMade: (secret: string) => void;
  readonly onClose: () => void;
}

const dayMs = 86_400_000;
const graces = ['7', '8', '9', '10', '11', '12', '13', '14'] as const;

function GraceForm({ credential, onMade, onClose }: FormProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const formats = useFormats();
  const now = useNow();
  const [days, setDays] = useState<(typeof graces)[number]>('7');
  const { id: credentialId, expiresAt } = credential;
  const send = useCallback(async () => {
    const { secret } = await call('credentials.rotate', { credentialId, graceDays: Number(days) });
    onMade(secret);
  }, [call, credentialId, days, onMade]);
  const { busy, failure, submit } = useSubmission(send);
  const end = formats.moment(Math.min(now + Number(days) * dayMs, expiresAt));
  return (
    <form onSubmit={submit}>
      <p>{t('console.keys.rotateDoes', { end })}</p>
      <SelectField
        label={t('console.keys.grace')}
        value={days}
        options={graces.map((count) => [count, t('console.keys.graceDays', { count: Number(count) })])}
        onChange={setDays}
      />
      <FormNotice failure={failure} />
      <DialogFoot action={t('console.keys.rotateAct')} onCancel={onClose} disabled={busy} />
    </form>
  );
}

interface RotateKeyNowProps extends RotateKeyProps {
  /** Generations that die with it. */
  readonly others: readonly CredentialView[];
}

export function RotateKeyNow({ credential, others, onClose, onRotated }: RotateKeyNowProps) {
  const { t } = useTexts();
  return (
    <OnceDialog
      title={t('console.keys.rotateNowTitle', { key: nameOfKey(credential) })}
      label={t('console.keys.secret')}
      explanation={t('console.keys.once')}
      agreement={t('console.keys.stored')}
      onClose={onClose}
      onMade={onRotated}
      form={(onMade) => (
        <IncidentForm
          dying={[credential, ...others]}
          credential={credential}
          onMade={onMade}
          onClose={onClose}
        />
      )}
    />
  );
}

function IncidentForm({
  credential,
  dying,
  onMade,
  onClose,
}: FormProps & { readonly dying: readonly CredentialView[] }) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const credentialId = credential.id;
  const send = useCallback(async () => {
    const { secret } = await call('credentials.rotateNow', { credentialId });
    onMade(secret);
  }, [call, credentialId, onMade]);
  const { busy, failure, submit } = useSubmission(send);
  return (
    <form onSubmit={submit}>
      <p>{t('console.keys.rotateNowDoes')}</p>
      <ul className="mono">
        {dying.map((key) => (
          <li key={key.id}>{nameOfKey(key)}</li>
        ))}
      </ul>
      <FormNotice failure={failure} />
      <DialogFoot action={t('console.keys.rotateNowAct')} onCancel={onClose} disabled={busy} danger />
    </form>
  );
}
