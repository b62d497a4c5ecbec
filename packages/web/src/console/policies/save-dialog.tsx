/** Saving a version: what changed, for which reason. It decides nothing until somebody lets it. */
import { useCallback, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { Field, FormNotice, useSubmission } from '../../ui/form.tsx';
import { failureOf } from '../../workspace/problem.ts';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { CliLines } from '../cli-line.tsx';
import { commands } from '../command-lines.ts';
import { useDesk, useRefresh } from './desk.ts';
import { SetDiff } from './set-diff.tsx';

function useSave(reason: string, onClose: () => void) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { draft, setDraft, tell } = useDesk();
  const refresh = useRefresh();
  return useCallback(async () => {
    try {
      const { version } = await call('policies.save', {
        ...{ set: draft.set, basedOn: draft.basedOn, reason: reason.trim() },
      });
      await refresh();
      setDraft(null);
      tell({
        text: t('policies.saved', { version: version.version }),
        ...{ auditType: 'policy.saved', version: version.version },
      });
      onClose();
    } catch (thrown) {
      // Whoever was faster is told of above the editor: see ConflictNotice.
      if (failureOf(thrown).code === 'conflict') await refresh();
      throw thrown;
    }
  }, [call, draft, reason, refresh, setDraft, tell, t, onClose]);
}

export function SaveDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const { draft, saved } = useDesk();
  const [reason, setReason] = useState('');
  const { busy, failure, submit, problemOf } = useSubmission(useSave(reason, onClose));
  return (
    <Dialog title={t('policies.saveTitle')} onClose={onClose} wide first="input:not([type=radio])">
      <form onSubmit={submit}>
        <SetDiff before={saved} after={draft.set} />
        <Field
          label={t('policies.reason')}
          hint={t('policies.reasonHint')}
          required
          maxLength={500}
          value={reason}
          problem={problemOf('/reason')}
          onChange={(event) => setReason(event.target.value)}
        />
        <p className="quiet">{t('policies.saveDoes')}</p>
        <CliLines lines={[commands.applyPolicies('policies.json', reason)]} />
        <FormNotice failure={failure} shown={['/reason']} />
        <DialogFoot action={t('policies.saveNow')} onCancel={onClose} disabled={busy} />
      </form>
    </Dialog>
  );
}
