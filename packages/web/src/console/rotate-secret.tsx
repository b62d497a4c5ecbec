import type { ClientView } from '@wardroom/contract';
import { useCallback } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { DialogFoot } from '../ui/dialog-foot.tsx';
import { FormNotice, useSubmission } from '../ui/form.tsx';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { OnceDialog } from './once.tsx';

interface RotateSecretProps {
  readonly client: ClientView;
  /** The old ones stop in the same moment. */
  readonly immediate: boolean;
  readonly onClose: () => void;
  readonly onRotated: () => void;
}

export function RotateSecret({ client, immediate, onClose, onRotated }: RotateSecretProps) {
  const { t } = useTexts();
  return (
    <OnceDialog
      title={t(immediate ? 'credentials.rotateNowTitle' : 'credentials.rotateTitle', { app: client.name })}
      label={t('credentials.secret')}
      explanation={t('credentials.once')}
      agreement={t('credentials.stored')}
      onClose={onClose}
      onMade={onRotated}
      form={(onMade) => <RotateForm {...{ client, immediate, onMade, onClose }} />}
    />
  );
}

interface RotateFormProps extends Pick<RotateSecretProps, 'client' | 'immediate' | 'onClose'> {
  readonly onMade: (secret: string) => void;
}

function RotateForm({ client, immediate, onMade, onClose }: RotateFormProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const clientId = client.id;
  const send = useCallback(async () => {
    const { secret } = await call('clients.rotateSecret', { clientId, immediate });
    onMade(secret);
  }, [call, clientId, immediate, onMade]);
  const { busy, failure, submit } = useSubmission(send);
  return (
    <form onSubmit={submit}>
      <p>{t(immediate ? 'credentials.rotateNowDoes' : 'credentials.rotateDoes')}</p>
      <FormNotice failure={failure} />
      <DialogFoot
        action={t(immediate ? 'credentials.rotateNowAct' : 'credentials.rotateAct')}
        onCancel={onClose}
        disabled={busy}
        danger={immediate}
      />
    </form>
  );
}
