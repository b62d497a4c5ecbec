/** Letting a version decide, or evaluating it beside: what it would have done is shown before anything counts. */
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
import { Simulated } from './simulated.tsx';

export interface Wanted {
  /** Null: none, where there was one. */
  readonly version: number | null;
  readonly mode: 'enforce' | 'evaluate';
}

interface ActivateProps {
  readonly wanted: Wanted;
  readonly onClose: () => void;
}

/** Which of the texts tell about it. */
const aboutOf = ({ version, mode }: Wanted) =>
  version === null ? (mode === 'enforce' ? 'stop' : 'stopEvaluating') : mode;

function useActivation({ wanted, onClose }: ActivateProps, revision: number, reason: string) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { tell } = useDesk();
  const refresh = useRefresh();
  const { version, mode } = wanted;
  return useCallback(async () => {
    try {
      await call('policies.activate', { version, mode, revision, reason: reason.trim() });
    } catch (thrown) {
      // The next try is about what others have made of it meanwhile.
      if (failureOf(thrown).code === 'conflict') await refresh();
      throw thrown;
    }
    await refresh();
    tell({
      text: t(`policies.did.${aboutOf({ version, mode })}`, { version: version ?? 0 }),
      ...{ auditType: 'policy.activated', version: null },
    });
    onClose();
  }, [call, version, mode, revision, reason, refresh, tell, t, onClose]);
}

export function ActivateDialog(props: ActivateProps) {
  const { t } = useTexts();
  const { wanted, onClose } = props;
  const { state } = useDesk();
  // What was looked at: what others make of it meanwhile is not decided over unseen.
  const [revision, setRevision] = useState(state.revision);
  const [reason, setReason] = useState('');
  const { busy, failure, submit, problemOf } = useSubmission(useActivation(props, revision, reason));
  const moved = state.revision !== revision && !busy;
  const { version, mode } = wanted;
  const about = aboutOf(wanted);
  const line = commands.activatePolicies({ version, mode, reason });
  return (
    <Dialog title={t(`policies.ask.${about}`, { version: version ?? 0 })} onClose={onClose} wide>
      <form onSubmit={submit}>
        {moved ? <Moved onSeen={() => setRevision(state.revision)} /> : null}
        <p>{t(`policies.does.${about}`)}</p>
        {version === null ? null : (
          <section className="policy-blast">
            <h3>{t('policies.blast')}</h3>
            <Simulated candidate={{ version }} />
          </section>
        )}
        <Field
          label={t('policies.reason')}
          hint={t('policies.reasonHint')}
          required
          maxLength={500}
          value={reason}
          problem={problemOf('/reason')}
          onChange={(event) => setReason(event.target.value)}
        />
        <CliLines lines={[line]} />
        <FormNotice failure={failure} shown={['/reason']} />
        <DialogFoot
          action={t(`policies.now.${about}`)}
          onCancel={onClose}
          disabled={busy || moved}
          danger={about === 'stop'}
        />
      </form>
    </Dialog>
  );
}

/** Somebody else has changed what decides since this was asked. */
function Moved({ onSeen }: { onSeen: () => void }) {
  const { t } = useTexts();
  const { state } = useDesk();
  const { active } = state;
  return (
    <div className="notice notice-bad" role="alert">
      {t('policies.moved')}{' '}
      <strong>
        {active === null ? t('policies.noneDecides') : t('policies.decides', { version: active })}
      </strong>{' '}
      <button type="button" className="button small" onClick={onSeen}>
        {t('policies.movedSeen')}
      </button>
    </div>
  );
}
